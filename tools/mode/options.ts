import { parseArgs } from 'node:util';
import { MODE_MEANINGS, MODES, type Mode } from '../../handlers/contract/modes';

export interface ModeOptions {
  readonly env: string;
  /** Absent: it is only shown. */
  readonly set?: {
    readonly mode: Mode;
    readonly why: string;
    /** ISO 8601. */
    readonly until?: string;
  };
}

export const modeUsage = (environments: readonly string[]): string => `usage: npm run mode -- <env> [mode] [options]

Shows how a deployed environment (${environments.join(', ')}) answers, or sets it; within half a minute it is so.

${MODES.map((mode) => `  ${mode.padEnd(10)} ${MODE_MEANINGS[mode]}`).join('\n')}

  --why TEXT   for those who find it so; required to set a mode
  --until T    when it ends by itself: 30m, 2h, 3d, or a time such as 2026-12-01T08:00:00Z
  --help       this text
`;

const MILLISECONDS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** The options, or what is wrong with them, or that help is asked for. */
export function modeOptions(
  args: readonly string[],
  environments: readonly string[],
  now: number,
): ModeOptions | { readonly problem: string } | 'help' {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { why: { type: 'string' }, until: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
    if (values.help === true) return 'help';
    const [env, name, ...more] = positionals;
    if (env === undefined || !environments.includes(env))
      return { problem: `name one of the environments ${environments.join(', ')}, got ${env ?? 'nothing'}` };
    if (more.length > 0) return { problem: `too many words: ${more.join(' ')}; put the reason behind --why in quotes` };
    if (name === undefined) return { env };
    const mode = MODES.find((one) => one === name);
    if (mode === undefined) return { problem: `a mode is one of ${MODES.join(', ')}, got "${name}"` };
    if (!values.why) return { problem: '--why is required: others will ask' };
    if (values.until === undefined) return { env, set: { mode, why: values.why } };
    const until = timeOf(values.until, now);
    if (until === undefined || until <= now)
      return { problem: `--until must be 30m, 2h, 3d or a later time with a zone, got "${values.until}"` };
    return { env, set: { mode, why: values.why, until: new Date(until).toISOString() } };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function timeOf(text: string, now: number): number | undefined {
  const [, amount, unit] = /^(\d{1,4})([mhd])$/.exec(text) ?? [];
  if (amount !== undefined) return now + Number(amount) * MILLISECONDS[unit as keyof typeof MILLISECONDS];
  return /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(text) ? Date.parse(text) : undefined;
}
