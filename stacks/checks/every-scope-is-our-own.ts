import type { Check, Facts, Problem } from './check';
import { SHARED_KEYS } from './known-tags';
import { referencesIn } from './plan';
import type { Query, Scope, ScopeTag } from './queries';

/** A monitor or SLO never counts another environment's traffic, but for scopes that are shared by nature, which never page. */
export const everyScopeIsOurOwn: Check = (facts) => {
  const isOwn = ownTags(facts);
  return [
    ...facts.datadog.monitors.flatMap((monitor) =>
      monitor.query.scopes.flatMap((scope) => foreign(scope, isOwn, monitor)),
    ),
    ...facts.datadog.slos.flatMap(({ address, queries }) =>
      queries.flatMap((query) =>
        query.scopes.flatMap((scope) => foreign(scope, isOwn, { address, query, severity: 'page' })),
      ),
    ),
  ];
};

/**
 * Tags that only this stack's things carry: `env` and `stack`, a part's physical name, an id that the plan itself assigns,
 * and the account where the part is the account.
 */
function ownTags({ parts, plan }: Facts): (tag: ScopeTag) => boolean {
  const names = new Set(parts.map(({ name }) => name));
  const accounts = new Set(parts.filter(({ kind }) => kind === 'integration').flatMap(({ scope }) => scope));
  return ({ key, value, text, negated }) =>
    !negated &&
    (key === 'env' ||
      key === 'stack' ||
      accounts.has(text) ||
      // an alias stands behind the name of its function
      names.has(value.split(':')[0] ?? '') ||
      referencesIn(value).some(({ address }) => plan.at(address) !== undefined));
}

function foreign(
  { metric, tags }: Scope,
  isOwn: ReturnType<typeof ownTags>,
  {
    address,
    query,
    severity,
  }: { readonly address: string; readonly query: Query; readonly severity: string | undefined },
): Problem[] {
  if (tags.some(isOwn)) return [];
  const shared = tags.filter(({ key }) => SHARED_KEYS.has(key));
  if (shared.length === 0) {
    return [
      {
        resource: address,
        problem: `${metric} is read for all environments at once (in ${query.text})`,
        fix: 'add env:<env>, or the physical name of a part, to the braces',
      },
    ];
  }
  const names = shared.map(({ text }) => text).join(', ');
  // AWS's own metrics of a model carry the model and nothing of ours
  if (!metric.startsWith('aws.')) {
    return [
      {
        resource: address,
        problem: `${names} is shared, and ${metric} carries env (in ${query.text})`,
        fix: 'add env:<env> to the braces',
      },
    ];
  }
  if (severity === 'notify' || severity === 'component') return [];
  return [
    {
      resource: address,
      problem: `${names} is shared with whoever else uses the model, so it must not page (in ${query.text})`,
      fix: 'give it severity "notify", or page on a metric that this stack emits',
    },
  ];
}
