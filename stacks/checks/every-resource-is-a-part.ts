import type { Check, Problem } from './check';
import { type Args, textsIn } from './plan';
import { NAME_ARGUMENT, PART_OF_TYPE, SUPPORTING_TYPES } from './resource-types';

/** What runs or holds something is declared as a part, so that Datadog learns of it. */
export const everyResourceIsAPart: Check = ({ plan, parts }) =>
  plan.resources.flatMap(({ type, address }): Problem[] => {
    const kinds = [PART_OF_TYPE[type] ?? []].flat();
    if (kinds.length === 0) {
      if (SUPPORTING_TYPES.has(type)) return [];
      return [
        {
          resource: address,
          problem: `nobody has said whether ${type} must be watched`,
          fix: `add the type to PART_OF_TYPE or SUPPORTING_TYPES in stacks/checks/resource-types.ts`,
        },
      ];
    }
    if (parts.some((part) => kinds.includes(part.kind) && part.addresses.includes(address))) return [];
    return [
      {
        resource: address,
        problem: `no part of kind ${kinds.map((kind) => `"${kind}"`).join(' or ')} claims it, so nothing watches it`,
        fix: 'expose it as a part of its construct, and list that in the parts of the stack',
      },
    ];
  });

/** A part goes by the name that its resource has: monitors look for it under that. */
export const everyPartHasItsName: Check = ({ plan, parts }) =>
  parts.flatMap(({ id, name, addresses }) =>
    addresses
      .flatMap((address) => plan.at(address) ?? [])
      .filter(({ type, args }) => !namesOf(type, args).includes(name))
      .map(({ address }) => ({
        resource: address,
        problem: `part ${id} calls it "${name}", which is nowhere in its arguments`,
        fix: 'give the part the physical name of the resource',
      })),
  );

/** What a resource is called: its naming argument, or any text of those that have none. */
const namesOf = (type: string, args: Args): readonly unknown[] => {
  const argument = NAME_ARGUMENT[type];
  return argument === undefined ? textsIn(args).map(({ text }) => text) : [args[argument]];
};

/** What a part claims is in the plan, unless it says that it is made elsewhere. */
export const everyPartExists: Check = ({ plan, parts }) =>
  parts.flatMap(({ id, addresses, elsewhere = false }) => {
    const missing = addresses.filter((address) => plan.at(address) === undefined);
    const empty = addresses.length === 0 && !elsewhere ? ['nothing'] : [];
    return [...missing, ...empty].map((address) => ({
      resource: `part ${id}`,
      problem: `it stands for ${address}, which is not in the plan`,
      fix: 'take the address with addressOf(resource), or drop the part',
    }));
  });

/** A monitor or SLO says it watches what there is. */
export const everyWatchedPartExists: Check = ({ parts, datadog }) =>
  [...datadog.monitors, ...datadog.slos].flatMap(({ address, name, parts: watched }) =>
    watched
      .filter((id) => !parts.some((part) => part.id === id))
      .map((id) => ({
        resource: address,
        problem: `"${name}" says it watches part:${id}, which the stack has not`,
        fix: `tag it with a part of the stack: ${parts.map((part) => part.id).join(', ')}`,
      })),
  );

/** Two parts never share an id or a resource: a monitor could not tell them apart. */
export const everyPartIsItself: Check = ({ parts }) =>
  parts.flatMap((part, index): Problem[] => {
    const before = parts.slice(0, index);
    const namesake = before.find(({ id }) => id === part.id);
    const rival = before.find(({ addresses }) => addresses.some((address) => part.addresses.includes(address)));
    return [
      ...(namesake
        ? [
            {
              resource: `part ${part.id}`,
              problem: `a ${namesake.kind} and a ${part.kind} have this id`,
              fix: 'give one of them another id',
            },
          ]
        : []),
      ...(rival && rival !== namesake
        ? [
            {
              resource: `part ${part.id}`,
              problem: `it claims a resource that part ${rival.id} claims too`,
              fix: 'let one part stand for the resource',
            },
          ]
        : []),
    ];
  });
