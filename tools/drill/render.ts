import { longest } from '../../stacks/report/text';
import type { Totals, Verdict } from './verdict';

/** Verdicts and totals, for a terminal. */
export function renderDrill(verdicts: readonly Verdict[], totals: readonly Totals[]): string[] {
  const names = longest(verdicts.map(({ fault }) => fault.name));
  return totals.flatMap((total) => [
    `${total.volume}  ${inWords(total)}`,
    '',
    ...verdicts
      .filter(({ volume }) => volume === total.volume)
      .map((verdict) => `  ${markOf(verdict)} ${verdict.fault.name.padEnd(names)}  ${outcomeOf(verdict)}`),
    '',
  ]);
}

const markOf = ({ caught, pages }: Verdict): string => (!caught ? 'missed' : pages > 1 ? 'twice ' : 'ok    ');

/** `page after 3 min (service-failing), 14 told` */
function outcomeOf({ fault, first, page, pages, told }: Verdict): string {
  const paged =
    page === undefined
      ? fault.wanted === 'page'
        ? ['nobody woken']
        : []
      : [`page after ${page.minutes} min (${page.by})${pages > 1 ? `, ${pages} pages` : ''}`];
  const before =
    first === undefined
      ? ['nobody told']
      : first.by === page?.by
        ? []
        : [`first ${first.by} after ${first.minutes} min`];
  return [...paged, ...before, `${told} told`].join(', ');
}

const inWords = ({ mustPage, paged, medianMinutes, mustTell, tellings, wokenTwice, falsePages, falseAlarms }: Totals) =>
  [
    `${paged} of ${mustPage} page-class faults paged`,
    ...(medianMinutes === undefined ? [] : [`median ${medianMinutes} min`]),
    `${tellings} of ${mustTell} others told`,
    `${wokenTwice} paged more than once`,
    `an ordinary week: ${falsePages} pages, ${falseAlarms} others`,
  ].join(', ');

/** The same as tables of Markdown. */
export function drillMarkdown(verdicts: readonly Verdict[], totals: readonly Totals[]): string {
  const volumes = totals.map(({ volume }) => volume);
  const faults = [...new Set(verdicts.map(({ fault }) => fault))];
  const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return [
    row(['', ...volumes]),
    row(['---', ...volumes.map(() => '---:')]),
    row(['page-class faults that paged', ...totals.map(({ paged, mustPage }) => `${paged} of ${mustPage}`)]),
    row(['median minutes until the page', ...totals.map(({ medianMinutes }) => medianMinutes ?? '-')]),
    row([
      'other faults that somebody was told of',
      ...totals.map(({ tellings, mustTell }) => `${tellings} of ${mustTell}`),
    ]),
    row(['faults that paged without need', ...totals.map(({ wokenForLess }) => wokenForLess)]),
    row(['faults that paged more than once', ...totals.map(({ wokenTwice }) => wokenTwice)]),
    row(['pages in an ordinary week', ...totals.map(({ falsePages }) => falsePages)]),
    row(['other alarms in an ordinary week', ...totals.map(({ falseAlarms }) => falseAlarms)]),
    '',
    row(['fault', 'what happens', 'wanted', ...volumes]),
    row(['---', '---', '---', ...volumes.map(() => '---')]),
    ...faults.map((fault) =>
      row([
        fault.name,
        fault.what,
        fault.wanted,
        ...volumes.map((volume) => cellOf(verdicts.find((one) => one.fault === fault && one.volume === volume))),
      ]),
    ),
  ].join('\n');
}

function cellOf(verdict: Verdict | undefined): string {
  if (verdict === undefined) return '';
  const { fault, page, first, pages, told } = verdict;
  if (first === undefined) return '**nobody told**';
  const tail = pages > 1 ? `, **${pages} pages**` : '';
  if (page !== undefined) return `page after ${page.minutes} min by ${page.by}${tail}; ${told} told`;
  const told1 = `${first.by} after ${first.minutes} min; ${told} told`;
  return fault.wanted === 'page' ? `**no page**; ${told1}` : told1;
}
