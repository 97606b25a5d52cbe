import type { Check } from './check';
import { referencesIn, textsIn } from './plan';

/** A plan stands alone: what it refers to is in it. A resource of another stack is named by its physical name. */
export const everyReferenceExists: Check = ({ plan }) => {
  const { output } = plan.json;
  const places = [
    ...plan.resources.map(({ address, args }) => ({ where: address, value: args as unknown })),
    { where: 'output', value: output as unknown },
  ];
  return places.flatMap(({ where, value }) =>
    textsIn(value).flatMap(({ path, text }) =>
      [...referencesIn(text), ...dependency(path, text)]
        .filter(({ address }) => plan.at(address) === undefined)
        .map(({ address }) => ({
          resource: where,
          problem: `${path} refers to ${address}, which is not in this plan`,
          fix: 'make it in this stack, or name it by its physical name; nothing may refer to the resources of another stack',
        })),
    ),
  );
};

/** `depends_on` holds addresses without braces. */
const dependency = (path: string, text: string): { readonly address: string }[] =>
  path === 'depends_on' && !text.startsWith('data.') ? [{ address: text }] : [];
