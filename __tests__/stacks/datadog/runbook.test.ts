import { readFileSync } from 'node:fs';
import { MONITOR_KINDS } from '../../../stacks/datadog/monitors/spec';
import { indexTable, instancesTable, withTable } from '../../../tools/docs/runbook-tables';
import { madeStacks } from '../made-stacks';
import { firstOf } from './parts';

const placed = madeStacks().all.flatMap((stack) =>
  stack.observability.monitors.map((spec) => ({
    stack: stack.node.id,
    receivers: stack.config.datadog.receivers,
    spec,
  })),
);
const HEADINGS = ['First look', 'Likely causes', 'What to do', 'When to escalate', 'Where it is watched'];

describe('the runbook', () => {
  it.each(MONITOR_KINDS)('has a whole and fresh article on %s', (kind) => {
    const file = `docs/runbook/${kind}.md`;
    const article = readFileSync(file, 'utf8');
    expect([...article.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).toEqual(HEADINGS);
    expect(article).toContain(`\`${kind}\`.`);
    const table = instancesTable(placed.filter(({ spec }) => spec.kind === kind));
    expect(withTable(file, article, table)).toBe(article);
  });

  it('refers to articles that exist', () => {
    const known = new Set<string>(MONITOR_KINDS);
    for (const kind of MONITOR_KINDS) {
      const article = readFileSync(`docs/runbook/${kind}.md`, 'utf8');
      const named = [
        ...article.matchAll(
          /\*((?:api|chat|firewall|function|guardrail|integration|model|service|slo|spend|telemetry)-[a-z-]+)\*/g,
        ),
      ];
      for (const [, name = ''] of named) expect(known).toContain(name);
    }
  });

  it('has a fresh table of contents', () => {
    const file = 'docs/runbook/README.md';
    const page = readFileSync(file, 'utf8');
    expect(withTable(file, page, indexTable(placed))).toBe(page);
  });
});

describe('the table of a kind', () => {
  const receivers = { page: ['@pager'], notify: ['@chat'] };

  it('says who is told, of a component nobody', () => {
    const row = (kind: 'spend-hour' | 'api-errors') => instancesTable([{ stack: 's', receivers, spec: firstOf(kind) }]);
    expect(row('spend-hour')).toContain('| page | @pager |');
    expect(row('api-errors')).toContain('| component | nobody |');
  });

  it('shows the query as it is', () => {
    const spec = firstOf('api-errors');
    expect(instancesTable([{ stack: 's', receivers, spec }])).toContain(`    ${spec.query}`);
  });

  it('refuses a page without the marks', () => {
    expect(() => withTable('x.md', '# No marks', 'table')).toThrow('x.md must hold the lines');
  });
});
