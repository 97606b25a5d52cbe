import { parseArgs } from 'node:util';

/** What `npm run redrive --` takes. */
export interface RedriveOptions {
  readonly env: string;
  /** Messages that are moved in a second at most. Absent: as fast as SQS does it. */
  readonly perSecond?: number;
  /** Moves without asking. */
  readonly yes: boolean;
  readonly json: boolean;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html */
const MOST_PER_SECOND = 500;

export const USAGE = `usage: npm run redrive -- ENV [options]

Gives the dead letters of an environment's queues back to the queues that they came from, to be tried again. Shows first how
many messages wait, and asks; where nobody can be asked it moves nothing without --yes. Mend the cause first: what fails
again comes back. Uses the AWS credentials of this shell, in the account and region that the config of ENV names.

  ENV               dev, staging or prod
  --per-second N    messages moved in a second at most, 1 to ${MOST_PER_SECOND}; default: as fast as SQS does it
  --yes             move without asking
  --json            the result as data, for programs
  --help            this text

Exits with 0 when all was moved, nothing was there, or nobody said yes; 1 when AWS refused or broke off; 2 when called wrongly.
`;

const SPEC = {
  'per-second': { type: 'string' },
  yes: { type: 'boolean', short: 'y', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** The options, or all that is wrong with them, or that help is asked for. */
export function optionsOf(args: readonly string[]): RedriveOptions | { readonly problems: readonly string[] } | 'help' {
  let parsed: ReturnType<typeof read>;
  try {
    parsed = read(args);
  } catch (error) {
    return { problems: [error instanceof Error ? error.message : String(error)] };
  }
  const { values, positionals } = parsed;
  if (values.help) return 'help';
  const [env, ...more] = positionals;
  const text = values['per-second'];
  const perSecond = text === undefined ? undefined : Number(text);
  const problems = [
    ...(env === undefined ? ['ENV is missing: say which environment'] : []),
    ...(more.length > 0 ? [`one environment at a time, got ${positionals.join(' ')}`] : []),
    ...(perSecond !== undefined && !(Number.isInteger(perSecond) && perSecond >= 1 && perSecond <= MOST_PER_SECOND)
      ? [`--per-second must be a whole number from 1 to ${MOST_PER_SECOND}, got "${text}"`]
      : []),
  ];
  if (env === undefined || problems.length > 0) return { problems };
  return { env, yes: values.yes, json: values.json, ...(perSecond === undefined ? {} : { perSecond }) };
}

const read = (args: readonly string[]) =>
  parseArgs({ args: [...args], options: SPEC, strict: true, allowPositionals: true });
