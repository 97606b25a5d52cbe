import { inflateRawSync } from 'node:zlib';
import type { EvaluateEnv } from '../../handlers/contract/env';
import { FIRST_MODE, MODE_LOOK_UP, type Mode } from '../../handlers/contract/modes';
import type { HandlerName } from '../../handlers/contract/routes';
import type { DynamoDbStandIn } from '../../tools/dynamodb-stand-in/server';
import { type S3StandIn, s3StandIn } from '../../tools/s3-stand-in/server';
import { type SageMakerStandIn, sageMakerStandIn } from '../../tools/sagemaker-stand-in/server';
import { ssmStandIn } from '../../tools/ssm-stand-in/server';
import { agent, type Sent } from './agent';
import { type BatchWorld, batchWorld } from './batch-world';
import { bundledHandler, proxyEvent } from './bundled';
import { chatEnvironment, DATADOG_LAYER, datadogEnvironment, ENDPOINT, NO_JITTER, PATIENT } from './chat-environment';
import { dynamodb, memoryEnvironment, TABLES } from './dynamodb';

/** In every word by which a prompt or an answer is known again, wherever it turns up. */
export const MARK = 'c4n4ry';

/** A word of its own for one part of one exchange: `c4n4ry.cached.prompt`. */
export const word = (path: string, part: string): string => `${MARK}.${path}.${part}`;

/** As it may have been written, by a header or a body that is text for bytes. */
const FORMS = [
  MARK,
  Buffer.from(MARK).toString('hex'),
  // whatever comes before it: base64 has three places to begin
  ...['', 'x', 'xx'].map((before) =>
    Buffer.from(before + MARK)
      .toString('base64')
      .slice(before.length === 0 ? 0 : before.length + 1, -3),
  ),
];

/** Where a text holds a word, with what is around it; nothing where it holds none. */
export function leaksIn(text: string): string[] {
  return FORMS.flatMap((form) => {
    const at = text.indexOf(form);
    return at === -1 ? [] : [text.slice(Math.max(0, at - 80), at + 60)];
  });
}

/** All functions that ever see a prompt, out of their real bundles, and all that they talk to. */
export interface PrivacyWorld {
  readonly batches: BatchWorld;
  readonly tables: DynamoDbStandIn;
  /** The bucket `samples`. */
  readonly samples: S3StandIn;
  /** The endpoint of the model `own`. */
  readonly endpoint: SageMakerStandIn;
  /** A chat request. @returns the status, and what went out. */
  chat(body: unknown, more?: ChatOptions): Promise<{ readonly status: number; readonly text: string }>;
  /** The same where the data policy lets prompts and answers stand on spans. @returns what went to Datadog's receiver. */
  shown(body: unknown): Promise<{ readonly onSpans: string; readonly elsewhere: string }>;
  evaluate(): Promise<unknown>;
  /** What chat finds the mode to be from now on. */
  mode(mode: Mode): void;
  /** What all functions have written to standard output and error, metrics among it. */
  lines(): string[];
  /** The values of a tag that the points of a metric had. */
  told(metric: { readonly name: string }, tag: string): Set<string>;
  /** Answers in the tables of chat, in plain text, and all else that is in them. */
  kept(): Promise<{ readonly answers: string; readonly rest: string }>;
  close(): Promise<void>;
}

export interface ChatOptions {
  readonly stream?: boolean;
  /** Header `Idempotency-Key`. */
  readonly key?: string;
  readonly apiKeyId?: string | null;
  readonly remainingMs?: number;
  /** The caller goes when the first words are there. */
  readonly leaves?: boolean;
}

/** The tenant whose limit is used up by its first request. */
export const POOR = 'poor123456';

export const WITH_CONTENT: readonly HandlerName[] = ['chat', 'batches', 'batch-worker', 'batch-completed', 'evaluate'];

export async function privacyWorld(): Promise<PrivacyWorld> {
  const [batches, tables, samples, ssm, endpoint, shown] = await Promise.all([
    batchWorld(['batches', 'batch-worker', 'batch-completed']),
    dynamodb(),
    s3StandIn(),
    ssmStandIn(),
    sageMakerStandIn(),
    agent(),
  ]);
  const setMode = (mode: Mode): void => ssm.set('/mode', JSON.stringify({ ...FIRST_MODE, mode }));
  setMode('normal');
  const { MODELS = '', ...chatOnly } = chatEnvironment(batches.bedrock.url);
  const shared = {
    ...chatOnly,
    MODELS: JSON.stringify({ ...(JSON.parse(MODELS) as object), own: ENDPOINT }),
    ...datadogEnvironment(batches.extension.url),
    ...memoryEnvironment(tables),
    AWS_ENDPOINT_URL_S3: samples.url,
    AWS_ENDPOINT_URL_SSM: ssm.url,
    AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME: endpoint.url,
  };
  const judge = {
    JUDGE_MODEL: 'fast',
    SAMPLES_BUCKET: 'test-samples',
    MAX_SAMPLES: '100',
  } satisfies Partial<EvaluateEnv>;
  const limits = {
    table: TABLES.usage,
    default: { dailyTokens: 1e9 },
    tenants: { [POOR]: { dailyTokens: 1 } },
    whenUnavailable: 'closed',
  };
  const preload = [NO_JITTER, PATIENT, DATADOG_LAYER];
  const [chat, evaluate, open] = await Promise.all([
    bundledHandler(
      'chat',
      {
        ...shared,
        SAMPLES: JSON.stringify({ bucket: judge.SAMPLES_BUCKET, share: 1 }),
        TENANT_LIMITS: JSON.stringify(limits),
      },
      preload,
    ),
    bundledHandler('evaluate', { ...shared, ...judge }, preload),
    bundledHandler('chat', { ...shared, ...datadogEnvironment(shown.url), CONTENT_ON_SPANS: 'true' }, preload),
  ]);
  const lines = () => [...batches.lines(), ...chat.lines(), ...evaluate.lines(), ...open.lines()];
  return {
    batches,
    tables,
    samples,
    endpoint,
    chat: async (body, { stream = false, key, apiKeyId = 'key-1', remainingMs, leaves = false } = {}) => {
      const event = proxyEvent(body, stream ? 'text/event-stream' : undefined);
      const from = {
        ...event,
        headers: { ...event.headers, ...(key === undefined ? {} : { 'Idempotency-Key': key }) },
        requestContext: { ...event.requestContext, apiId: 'api', identity: { apiKeyId } },
      };
      const { statusCode, body: text } = stream
        ? await chat.stream(from, {
            ...(remainingMs === undefined ? {} : { remainingMs }),
            ...(leaves ? { onChunk: (_, leave) => leave() } : {}),
          })
        : await chat.invoke(from, remainingMs);
      return { status: statusCode, text };
    },
    shown: async (body) => {
      await open.invoke(proxyEvent(body));
      await shown.waitFor(({ path }) => path.endsWith('/api/v2/llmobs'));
      const isOfLlm = ({ path }: Sent) => path.endsWith('/api/v2/llmobs');
      const bodies = (of: readonly Sent[]) => of.map(({ body: text }) => text).join('\n');
      return {
        onSpans: bodies(shown.sent.filter(isOfLlm)),
        elsewhere: bodies(shown.sent.filter((one) => !isOfLlm(one))),
      };
    },
    evaluate: () => evaluate.run({}).catch(String),
    mode: (mode) => {
      setMode(mode);
      chat.later(MODE_LOOK_UP.staleMs + 1);
    },
    lines,
    told: ({ name }, tag) =>
      new Set(
        lines()
          .filter((line) => line.includes(`"m":"${name}"`))
          .flatMap((line) => (JSON.parse(line) as { t: string[] }).t)
          .filter((one) => one.startsWith(`${tag}:`))
          .map((one) => one.slice(tag.length + 1)),
      ),
    kept: async () => {
      const items = (await Promise.all(Object.values(TABLES).map((table) => tables.items(table)))).flat();
      const answers = items.flatMap(({ answer }) =>
        answer?.['B'] === undefined ? [] : [inflateRawSync(Buffer.from(answer['B'], 'base64')).toString('utf8')],
      );
      return { answers: answers.join('\n'), rest: JSON.stringify(items.map(({ answer: _, ...rest }) => rest)) };
    },
    close: async () => {
      chat.close();
      evaluate.close();
      open.close();
      await Promise.all([batches, tables, samples, ssm, endpoint, shown].map((one) => one.close()));
    },
  };
}
