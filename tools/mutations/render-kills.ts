import { longest } from '../../stacks/report/text';
import type { Kills } from './kill';

/** What became of the mutants of a stack, those that nobody saw first. */
export function renderKills(stack: string, kills: readonly Kills[]): string[] {
  const rows = [...kills].sort((a, b) => b.survivors.length - a.survivors.length);
  const harms = longest(rows.map(({ harm }) => harm));
  return [
    `${stack}  ${inWords(kills)}`,
    '',
    ...rows.flatMap(({ harm, made, by, survivors }) => [
      `  ${harm.padEnd(harms)}  ${`${made - survivors.length}/${made}`.padStart(9)}  ${[...by.keys()].join(' ')}`,
      ...survivors.map((where) => `    not found  ${where}`),
    ]),
  ];
}

/** The same as a table of Markdown. */
export const killsMarkdown = (kills: readonly Kills[]): string =>
  [
    `${inWords(kills)}.`,
    '',
    '| harm | plans | found | by |',
    '| --- | ---: | ---: | --- |',
    ...kills.map(
      ({ harm, made, by, survivors }) =>
        `| ${harm} | ${made} | ${made - survivors.length} | ${[...by.keys()].join(', ')} |`,
    ),
  ].join('\n');

function inWords(kills: readonly Kills[]): string {
  const made = kills.reduce((sum, kill) => sum + kill.made, 0);
  const survived = kills.reduce((sum, { survivors }) => sum + survivors.length, 0);
  // rounded down: one that is missed must not look like none
  const share = Math.floor(((made - survived) / made) * 1_000) / 10;
  return `${made} spoilt plans, ${made - survived} of them refused: ${share} %`;
}
