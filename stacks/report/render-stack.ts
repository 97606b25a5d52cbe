import type { StackOverview, WatchedPart } from './overview';
import { hanging, longest, plural, type RenderOptions, size } from './text';

/** Everything about one stack. */
export function renderStack(stack: StackOverview, options: RenderOptions): string[] {
  const { colors } = options;
  const { aws, datadog } = stack.resources;
  return [
    colors.bold(`${stack.name}  ${plural(aws + datadog, 'resource')}: ${aws} AWS, ${datadog} Datadog`),
    colors.dim(
      `${stack.accountId} ${stack.region}, state: ${stack.state}, ${stack.jsonPath} (${size(stack.jsonBytes)})`,
    ),
    '',
    ...stack.watched.flatMap((part) => [...renderPart(part, options), '']),
    ...renderWildcards(stack, options),
  ];
}

const SEVERITIES = ['page', 'notify', 'component', 'slo'];

function renderPart({ kind, name, scope, by }: WatchedPart, { colors, width }: RenderOptions): string[] {
  const sorted = [...by].sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
  const paint = (severity: string) =>
    severity === 'page' ? colors.red : severity === 'notify' ? colors.yellow : colors.cyan;
  return [
    `  ${colors.bold(name)}  ${kind}  ${colors.dim(scope.join(' '))}`,
    ...(by.length === 0 ? [`    ${colors.red('nothing watches it')}`] : []),
    ...sorted.flatMap(({ severity, name: title }) => {
      const [first = '', ...rest] = hanging(`    ${severity.padEnd(10)}`, title, width);
      return [first.replace(severity, paint(severity)(severity)), ...rest];
    }),
  ];
}

function renderWildcards({ wildcards }: StackOverview, { colors, width }: RenderOptions): string[] {
  if (wildcards.length === 0) return [];
  const sidWidth = longest(wildcards.map(({ sid }) => sid)) + 2;
  return [
    colors.bold(`  Wildcards in policies`),
    ...wildcards.flatMap(({ sid, roles, address, wildcards: found, reason }) => [
      `    ${sid.padEnd(sidWidth)}${roles.join(', ') || address}  ${colors.dim(found.join(' '))}`,
      ...hanging(`    ${' '.repeat(sidWidth)}`, reason ?? 'no reason given', width),
    ]),
    '',
  ];
}
