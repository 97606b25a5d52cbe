import type { Check, Problem } from './check';
import { linksIn } from './messages';

/** Whoever is woken finds what to do: each monitor is of a kind that docs/runbook has an article for, and links it. */
export const everyMonitorHasAnArticle: Check = ({ datadog, articles }) =>
  datadog.monitors.flatMap(({ address, name, kind, severity, message }): Problem[] => {
    const finding = (problem: string, fix: string) => [{ resource: address, problem: `"${name}": ${problem}`, fix }];
    if (kind === undefined)
      return finding('it has no tag kind:<kind>', 'say in stacks/datadog which kind of monitor it is');
    if (!articles.has(kind)) return finding(`docs/runbook has no article ${kind}.md`, `write docs/runbook/${kind}.md`);
    // nobody reads the message of a component
    if (severity === 'component') return [];
    const linked = linksIn(message).some((link) => /([^/#?]+)\.md(?:[#?].*)?$/.exec(link)?.[1] === kind);
    return linked
      ? []
      : finding(`its message does not link its article ${kind}.md`, 'link <runbookUrl>/<kind>.md in the message');
  });
