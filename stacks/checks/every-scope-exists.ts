import type { Check, Facts, Problem } from './check';
import { knownTags } from './known-tags';
import { referencesIn } from './plan';
import { type ScopeTag, scopesIn } from './queries';

/** Every tag in the braces of a monitor, an SLO or a dashboard names something that exists. */
export const everyScopeExists: Check = (facts) => {
  const known = knownTags(facts);
  return queriesOf(facts).flatMap(({ address, query, variables }) =>
    scopesIn(query).flatMap((scope) => [
      ...scope.tags
        .flatMap((tag) => strangeTag(tag, known, variables, facts.plan.at))
        .map((why) => problem(address, query, why)),
      ...scope.variables
        .filter((name) => !variables.has(name))
        .map((name) => problem(address, query, `$${name} is no template variable of the dashboard`)),
      ...scope.words.map((word) => problem(address, query, `"${word}" in the braces is no key:value`)),
    ]),
  );
};

/** Every value that a dashboard's variables start with exists. */
export const everyVariableExists: Check = (facts) => {
  const known = knownTags(facts);
  return facts.datadog.dashboards.flatMap(({ address, variables }) =>
    variables.flatMap(({ name, key, defaults }) =>
      defaults
        .filter((value) => value !== '*' && key !== '' && !known.get(key)?.has(value))
        .map((value) => problem(address, `$${name}`, `it starts with ${key}:${value}, which nothing carries`)),
    ),
  );
};

interface QueryAt {
  readonly address: string;
  readonly query: string;
  /** Names of template variables. */
  readonly variables: ReadonlySet<string>;
}

const NO_VARIABLES: ReadonlySet<string> = new Set();

const queriesOf = ({ datadog: { monitors, slos, dashboards } }: Facts): QueryAt[] => [
  ...monitors.map(({ address, query }) => ({ address, query, variables: NO_VARIABLES })),
  ...slos.flatMap(({ address, queries }) => queries.map((query) => ({ address, query, variables: NO_VARIABLES }))),
  ...dashboards.flatMap(({ address, queries, variables }) =>
    queries.map((query) => ({ address, query, variables: new Set(variables.map(({ name }) => name)) })),
  ),
];

function strangeTag(
  { key, value, text }: ScopeTag,
  known: ReadonlyMap<string, ReadonlySet<string>>,
  variables: ReadonlySet<string>,
  at: Facts['plan']['at'],
): string[] {
  const values = known.get(key);
  if (values?.has(value)) return [];
  const variable = /^\$(\w+)(\.value)?$/.exec(value)?.[1];
  if (variable !== undefined) {
    return variables.has(variable) ? [] : [`${text}: $${variable} is no template variable of the dashboard`];
  }
  const references = referencesIn(value);
  if (references.length > 0) {
    return references
      .filter(({ address }) => at(address) === undefined)
      .map(({ address }) => `${text}: ${address} is not in the plan`);
  }
  return values === undefined
    ? [`${text}: nothing in the plan carries the tag "${key}"; known: ${[...known.keys()].sort().join(', ')}`]
    : [`${text}: nothing in the plan carries it; ${key} is one of: ${[...values].sort().join(', ')}`];
}

const problem = (resource: string, query: string, why: string): Problem => ({
  resource,
  problem: `${why} (in ${query})`,
  fix: 'build the query from the scope of a part; a tag that is always there goes into FIXED in stacks/checks/known-tags.ts',
});
