import { parseArgs } from 'node:util';

/** What `npm run load --` takes. */
export interface LoadOptions {
  /** Requests that are begun each second, however long answers take. */
  readonly rps: number;
  readonly minutes: number;
  /** Root of the stage, `https://abc.execute-api.us-east-1.amazonaws.com/live`; absent: a service of its own on localhost. */
  readonly url?: string;
  /** The environment whose promises, models and prices count. */
  readonly env: string;
  /** Alias; absent: the environment's default model. */
  readonly model?: string;
  /** Length of a prompt, in words; a word is about 1.3 tokens. */
  readonly words: number;
  /** Ceiling of an answer, in tokens. */
  readonly maxTokens: number;
  readonly stream: boolean;
  readonly headers: Readonly<Record<string, string>>;
  /** Signs requests for `iam` with the credentials of the AWS SDK's default chain. */
  readonly sign: boolean;
  /** What the run may cost at most by its own estimate, in US dollars. */
  readonly maxUsd: number;
  readonly json: boolean;
  readonly out?: string;
}

export const USAGE = `usage: npm run load -- [options]

Sends chat requests at a steady rate, whether or not answers keep up, and says how long they took, what failed, what they
cost and whether the SLOs held. Without --url it serves the handlers on localhost itself, with a model that costs nothing.

  --rps N            requests begun each second, default 1; may be less than one
  --minutes M        for how long, default 1
  --url URL          root of a deployed stage: the plan's output api_url
  --env NAME         whose promises, models and prices count: dev (default), staging, prod
  --model ALIAS      default: the environment's default model
  --words N          length of each prompt, default 200
  --max-tokens N     ceiling of each answer, default 256
  --stream           ask for server-sent events, and measure the time to the first words too
  --header 'NAME: VALUE'     sent with each request, any number of times; VALUE 'env:NAME' is read from the environment,
                     so that no key is left in a shell's history: --header 'x-api-key: env:API_KEY'
  --sign             sign for auth 'iam' with the AWS credentials of this shell
  --max-usd X        refuse to start when all requests together could cost more, default 1
  --out FILE         also write the result as JSON, as evidence of a load test
  --json             print the result as JSON
  --help             this text

Exits with 0 when the SLOs held or there are none, 1 when one was missed, 2 when called wrongly.
`;

const SPEC = {
  rps: { type: 'string', default: '1' },
  minutes: { type: 'string', default: '1' },
  url: { type: 'string' },
  env: { type: 'string', default: 'dev' },
  model: { type: 'string' },
  words: { type: 'string', default: '200' },
  'max-tokens': { type: 'string', default: '256' },
  stream: { type: 'boolean', default: false },
  header: { type: 'string', multiple: true, default: [] as string[] },
  sign: { type: 'boolean', default: false },
  'max-usd': { type: 'string', default: '1' },
  out: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** The options, or all that is wrong with them, or that help is asked for. */
export function optionsOf(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): LoadOptions | { readonly problems: readonly string[] } | 'help' {
  const problems: string[] = [];
  let values: ReturnType<typeof parsed>;
  try {
    values = parsed(args);
  } catch (error) {
    return { problems: [error instanceof Error ? error.message : String(error)] };
  }
  if (values.help) return 'help';
  const number = (name: 'rps' | 'minutes' | 'words' | 'max-tokens' | 'max-usd', max: number, whole = false): number => {
    const value = Number(values[name]);
    const fits = value > 0 && value <= max && (!whole || Number.isInteger(value));
    if (!fits)
      problems.push(
        `--${name} must be a ${whole ? 'whole ' : ''}number above 0, at most ${max}, got "${values[name]}"`,
      );
    return value;
  };
  const headers: Record<string, string> = {};
  for (const line of values.header) {
    const [, name, value] = /^([\w-]+)\s*:\s*(.*)$/s.exec(line) ?? [];
    const variable = value?.startsWith('env:') ? value.slice(4) : undefined;
    const text = variable === undefined ? value : environment[variable];
    if (name === undefined) problems.push("--header must be 'NAME: VALUE'");
    else if (text === undefined) problems.push(`--header ${name}: the environment variable ${variable} is not set`);
    else headers[name.toLowerCase()] = text;
  }
  const { url } = values;
  if (url !== undefined && !/^https?:\/\/[^/]+/.test(url))
    problems.push(`--url must begin with https:// or http://, got "${url}"`);
  const options: LoadOptions = {
    rps: number('rps', 1_000),
    minutes: number('minutes', 24 * 60),
    env: values.env,
    words: number('words', 100_000, true),
    maxTokens: number('max-tokens', 200_000, true),
    stream: values.stream,
    headers,
    sign: values.sign,
    maxUsd: number('max-usd', 1_000_000),
    json: values.json,
    ...(url === undefined ? {} : { url: url.replace(/\/+$/, '') }),
    ...(values.model === undefined ? {} : { model: values.model }),
    ...(values.out === undefined ? {} : { out: values.out }),
  };
  return problems.length > 0 ? { problems } : options;
}

const parsed = (args: readonly string[]) => parseArgs({ args: [...args], options: SPEC, strict: true }).values;
