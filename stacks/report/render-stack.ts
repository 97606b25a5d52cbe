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
    ...alike(stack.watched).flatMap((parts) => renderParts(parts, options)),
    ...renderWildcards(stack, options),
  ];
}

const SEVERITIES = ['page', 'notify', 'component', 'slo'];

/** Parts of a kind that the same monitors watch stand together. */
function alike(parts: readonly WatchedPart[]): WatchedPart[][] {
  const groups = new Map<string, WatchedPart[]>();
  for (const part of parts) {
    const key = [part.kind, ...part.by.map(({ address }) => address)].join(' ');
    groups.set(key, [...(groups.get(key) ?? []), part]);
  }
  return [...groups.values()];
}

function renderParts(parts: readonly WatchedPart[], { colors, width }: RenderOptions): string[] {
  const [first] = parts;
  if (first === undefined) return [];
  const sorted = [...first.by].sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
  const paint: Readonly<Record<string, (text: string) => string>> = { page: colors.red, notify: colors.yellow };
  return [
    ...parts.flatMap(({ kind, name, scope }, index) => {
      const label = `  ${(index === 0 ? kind : '').padEnd(12)}`;
      // said once where all go by the same tags
      const tags = index > 0 && scope.join() === first.scope.join() ? '' : scope.join(' ');
      const [line = '', ...rest] = hanging(`${label}${name}  `, tags, width);
      return [
        `${label}${colors.bold(name)}${colors.dim(line.slice(label.length + name.length))}`,
        ...rest.map(colors.dim),
      ];
    }),
    ...(sorted.length === 0 ? [`    ${colors.red('nothing watches it')}`] : []),
    ...sorted.flatMap(({ severity, name }) => {
      // the monitors of a stack all begin with its service and environment
      const label = `    ${severity.padEnd(10)}`;
      const [line = '', ...rest] = hanging(label, name.replace(/^\[[^\]]*\] /, ''), width);
      return [`${(paint[severity] ?? colors.cyan)(label)}${line.slice(label.length)}`, ...rest];
    }),
    '',
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
