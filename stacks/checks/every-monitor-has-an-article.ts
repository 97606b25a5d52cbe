import type { Check, Problem } from './check';
import { linksIn } from './messages';

/** Whoever is woken finds what to do: each monitor is of a kind, and each kind has an article in docs/runbook. */
export const everyKindHasAnArticle: Check = ({ datadog: { monitors }, articles }) => {
  const kinds = [...new Set(monitors.flatMap(({ kind }) => kind ?? []))];
  return [
    ...monitors
      .filter(({ kind }) => kind === undefined)
      .map(({ address, name }) => ({
        resource: address,
        problem: `"${name}" has no tag kind:<kind>`,
        fix: 'say in stacks/datadog which kind of monitor it is',
      })),
    // once a kind, not once a monitor: there is one file to write
    ...kinds
      .filter((kind) => !articles.has(kind))
      .map((kind) => ({
        resource: `docs/runbook/${kind}.md`,
        problem: `there is no such article; monitors of this kind: ${monitors.filter((monitor) => monitor.kind === kind).length}`,
        fix: `write docs/runbook/${kind}.md`,
      })),
  ];
};

/** And its message leads there. */
export const everyMonitorLinksItsArticle: Check = ({ datadog, articles }) =>
  datadog.monitors
    // nobody reads the message of a component
    .filter(({ kind }) => kind !== undefined && articles.has(kind))
    .filter(({ kind, message }) => !linksIn(message).some((link) => articleOf(link) === kind))
    .map(
      ({ address, name, kind }): Problem => ({
        resource: address,
        problem: `the message of "${name}" does not link its article ${kind}.md`,
        fix: 'link <runbookUrl>/<kind>.md in the message',
      }),
    );

/** `function-errors` of `https://example.com/docs/runbook/function-errors.md#chat`. */
const articleOf = (link: string): string | undefined => /([^/#?]+)\.md(?:[#?].*)?$/.exec(link)?.[1];
