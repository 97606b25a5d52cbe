import type { Check, Facts, Problem } from './check';
import { knownTags } from './known-tags';
import { referencesIn } from './plan';
import type { ScopeTag } from './queries';
import { queriesOf } from './queries-of';

/** Every tag in the braces of a monitor, an SLO or a dashboard names something that exists. */
export const everyScopeExists: Check = (facts) => {
  const known = knownTags(facts);
  return queriesOf(facts).flatMap(({ address, query, variables }) =>
    query.scopes.flatMap((scope) => [
      ...scope.tags
        .flatMap((tag) => strangeTag(tag, known, variables, facts.plan.at))
        .map((why) => problem(address, query.text, why)),
      ...scope.variables
        .filter((name) => !variables.has(name))
        .map((name) => problem(address, query.text, `$${name} is no template variable of the dashboard`)),
      ...scope.words.map((word) => problem(address, query.text, `"${word}" in the braces is no key:value`)),
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

/** Every variable of a dashboard narrows something. */
export const everyVariableIsUsed: Check = ({ datadog }) =>
  datadog.dashboards.flatMap(({ address, variables, queries }) =>
    variables
      .filter(({ name }) => !queries.some(({ text }) => new RegExp(`\\$${name}\\b`).test(text)))
      .map(({ name }) => ({
        resource: address,
        problem: `no widget uses the template variable $${name}`,
        fix: 'give a query the variable, or leave it out of VARIABLES in stacks/datadog/dashboard/summaries.ts',
      })),
  );

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
