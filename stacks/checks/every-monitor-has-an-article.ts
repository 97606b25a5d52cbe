import type { Check, Problem } from './check';
import { linksIn } from './messages';
import { plural } from './words';

/** Whoever is woken finds what to do: each kind of monitor has an article in docs/runbook. */
export const everyKindHasAnArticle: Check = ({ datadog, articles }) => {
  const kinds = Map.groupBy(datadog.monitors, ({ kind }) => kind);
  return [...kinds].flatMap(([kind, monitors]): Problem[] => {
    if (kind === undefined) {
      return monitors.map(({ address, name }) => ({
        resource: address,
        problem: `"${name}" has no tag kind:<kind>`,
        fix: 'say in stacks/datadog which kind of monitor it is',
      }));
    }
    if (articles.has(kind)) return [];
    return [
      {
        resource: `docs/runbook/${kind}.md`,
        problem: `there is no such article, and ${plural(monitors.length, 'monitor')} of this kind`,
        fix: `write docs/runbook/${kind}.md`,
      },
    ];
  });
};
