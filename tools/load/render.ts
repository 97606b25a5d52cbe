import type { Colors } from 'picocolors/types';
import type { LoadOptions } from './options';
import type { Percentiles, SloResult, Summary } from './summary';

const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
const percent = (share: number): string => `${Number((share * 100).toFixed(3))} %`;
const usd = (value: number): string => `$${value < 1 ? value.toFixed(4) : value.toFixed(2)}`;
const SECONDS_PER_DAY = 86_400;

/** What a run was, and how it went: what to act on stands last, where a terminal ends. */
export function render(
  { sent, ok, seconds, latencyMs, firstWordsMs, failures, tokens, usd: cost, slos }: Summary,
  { url = 'localhost', rps, env, model, words, maxTokens, stream }: LoadOptions,
  colors: Colors,
): string {
  const line = (name: string, text: string): string => `${colors.bold(name.padEnd(13))}${text}`;
  const failed = sent - ok;
  const lines = [
    line('load', `${url}  ${rps} requests a second for ${whole(seconds)} s${stream ? ', streamed' : ''}`),
    line(
      '',
      colors.dim(
        `${words} words in, at most ${maxTokens} tokens out, model ${model ?? 'by default'}, as ${env} has it`,
      ),
    ),
    '',
    line('requests', `${whole(sent)} sent, ${whole(ok)} answered, ${whole(failed)} not`),
    ...(latencyMs === undefined ? [] : [line('latency ms', times(latencyMs))]),
    ...(firstWordsMs === undefined ? [] : [line('first words', times(firstWordsMs))]),
    line(
      'tokens',
      `${whole(tokens.input)} in, ${whole(tokens.fromPromptCache)} of them from the prompt cache; ${whole(tokens.output)} out`,
    ),
    line('cost', costText(cost, ok, seconds)),
    ...failures.map(({ outcome, status, count }, index) =>
      line(
        index === 0 ? 'failures' : '',
        colors.yellow(`${whole(count).padStart(6)} x ${outcome}${status ? ` (${status})` : ''}`),
      ),
    ),
    '',
    ...(slos.length === 0
      ? [line('SLO', colors.dim(`none: ${env} has no requirements; --env staging takes what staging promises`))]
      : slos.map((slo, index) => line(index === 0 ? 'SLO' : '', sloText(slo, colors)))),
    '',
  ];
  return lines.join('\n');
}

const times = (percentiles: Percentiles): string =>
  Object.entries(percentiles)
    .map(([name, ms]) => `${name} ${whole(ms as number).padStart(6)}`)
    .join('   ');

function costText(cost: number | undefined, ok: number, seconds: number): string {
  if (cost === undefined) return 'not known: a model that answered has no price in handlers/contract/models.ts';
  const perThousand = ok === 0 ? 0 : (cost / ok) * 1_000;
  return `${usd(cost)} for tokens, by the price table; ${usd(perThousand)} per 1,000 answers, ${usd((cost / seconds) * SECONDS_PER_DAY)} a day at this rate`;
}

const sloText = ({ name, share, target, held, good }: SloResult, { green, red }: Colors): string =>
  (held ? green : red)(
    `${held ? '✓' : '✗'} ${name.padEnd(13)}${percent(share).padStart(9)} ${good}, promised ${percent(target)}`,
  );
