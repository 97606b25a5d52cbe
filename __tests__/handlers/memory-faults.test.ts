import { inflateRawSync } from 'node:zlib';
import { DEADLINES, TABLE_CALL } from '../../handlers/contract/deadlines';
import { METRICS } from '../../handlers/contract/metrics';
import { type BedrockStandIn, bedrockStandIn } from '../../tools/bedrock-stand-in/server';
import type { TableFault } from '../../tools/dynamodb-stand-in/faults';
import type { DynamoDbStandIn } from '../../tools/dynamodb-stand-in/server';
import { type Agent, agent } from './agent';
import { type BundledHandler, bundledHandler, proxyEvent } from './bundled';
import { chatEnvironment, DATADOG_LAYER, datadogEnvironment, NO_JITTER } from './chat-environment';
import { dynamodb, memoryEnvironment, TABLES } from './dynamodb';
import { eventsIn, textIn } from './events';

/** Three in one request, each of them somewhere else. */
const CANARY = { prompt: 'canary-prompt-7d1e', answer: 'canary-answer-7d1e', key: 'canary-key-7d1e' } as const;

let bedrock: BedrockStandIn;
let tables: DynamoDbStandIn;
let extension: Agent;

/** With the tables at this address. */
async function started(to: Pick<DynamoDbStandIn, 'url'>): Promise<BundledHandler> {
  return bundledHandler(
    'chat',
    { ...chatEnvironment(bedrock.url), ...datadogEnvironment(extension.url), ...memoryEnvironment(to) },
    [NO_JITTER, DATADOG_LAYER],
  );
}

beforeAll(async () => {
  [bedrock, tables, extension] = await Promise.all([bedrockStandIn(), dynamodb(), agent()]);
});
beforeEach(async () => {
  bedrock.reset();
  await tables.reset();
});
afterAll(() => Promise.all([bedrock.close(), tables.close(), extension.close()]));

const ENTRIES = ['buffered', 'streamed'] as const;
type Entry = (typeof ENTRIES)[number];

/** What the caller has of a request that uses all memories: status, and the words of the answer. */
async function ask(handler: BundledHandler, entry: Entry): Promise<[status: number, output: string]> {
  const body = { messages: [{ role: 'user', content: CANARY.prompt }], system: CANARY.prompt, cache: true };
  const event = proxyEvent(body, entry === 'streamed' ? 'text/event-stream' : undefined);
  const keyed = { ...event, headers: { ...event.headers, 'Idempotency-Key': CANARY.key } };
  bedrock.script({ kind: 'answer', text: CANARY.answer });
  if (entry === 'buffered') {
    const { statusCode, body: text } = await handler.invoke(keyed);
    return [statusCode, (JSON.parse(text) as { output: string }).output];
  }
  const { statusCode, body: text } = await handler.stream(keyed);
  expect(eventsIn(text).at(-1)?.name).toBe('done');
  return [statusCode, textIn(text)];
}

/** How many calls to tables one request makes at most, one after the other: claim, look up, keep. */
const STEPS = 3;
/** A busy machine is slow; a request that waited for every table to its end would still be later. */
const LEEWAY_MS = 2_000;

const told = (handler: BundledHandler, metric: { readonly name: string }): string[] =>
  handler
    .lines()
    .filter((line) => line.includes(`"m":"${metric.name}"`))
    .map((line) => (JSON.parse(line) as { t: string[] }).t.find((tag) => tag.startsWith('result:')) ?? '');

function expectNothingTold(handler: BundledHandler): void {
  const left = [...handler.lines(), ...extension.sent.map(({ body }) => body)].join('\n');
  for (const word of Object.values(CANARY)) expect(left).not.toContain(word);
}

const FAULTS: readonly TableFault[] = [
  'throttle',
  'over its ceiling',
  'refuse',
  'gone',
  'error',
  'malformed',
  'another answer',
  "a proxy's page",
  'cut',
  'hang',
];

/** One after the other; what hangs is waited for, so it is everything at once. */
const operationsOf = (fault: TableFault): readonly (string | undefined)[] =>
  fault === 'hang' ? [undefined] : ['GetItem', 'PutItem', undefined];

describe.each(ENTRIES)('a request whose tables fail, %s,', (entry) => {
  let handler: BundledHandler;
  beforeAll(async () => {
    handler = await started(tables);
  });
  beforeEach(() => handler.forget());
  afterAll(() => handler.close());

  it.each(FAULTS)('being "%s", has its answer in time', async (fault) => {
    for (const operation of operationsOf(fault)) {
      tables.fail(fault, operation);
      const before = performance.now();
      expect(await ask(handler, entry)).toEqual([200, CANARY.answer]);
      expect(performance.now() - before).toBeLessThan(STEPS * TABLE_CALL.deadlineMs + LEEWAY_MS);
      await tables.reset();
    }
    expect(told(handler, METRICS.cacheRequests)).toContain('result:error');
    expectNothingTold(handler);
    // closes the circuits for the next
    await ask(handler, entry);
  });
});

describe('a table that nobody listens for', () => {
  it.each(ENTRIES)('costs a %s request nothing but time', async (entry) => {
    const nobody = await dynamodb([]);
    await nobody.close();
    const handler = await started(nobody);
    expect(await ask(handler, entry)).toEqual([200, CANARY.answer]);
    expect(told(handler, METRICS.tableCalls)).toContain('result:unreachable');
    expect(told(handler, METRICS.replays)).toEqual(['result:error']);
    expectNothingTold(handler);
    handler.close();
  });
});

describe('the reserve of a request', () => {
  it('is long enough to keep its answer', () => {
    expect(DEADLINES.reserveMs).toBeGreaterThan(2 * TABLE_CALL.deadlineMs);
  });
});

describe('prompts, answers and keys', () => {
  it.each(ENTRIES)('of a %s request are in the value of an encrypted item, and nowhere else', async (entry) => {
    const handler = await started(tables);
    await ask(handler, entry);
    await ask(handler, entry);
    handler.close();
    const items = [...(await tables.items(TABLES.answers)), ...(await tables.items(TABLES.replays))];
    expect(items).toHaveLength(2);
    for (const { answer, ...rest } of items) {
      const kept = inflateRawSync(Buffer.from(answer?.['B'] ?? '', 'base64')).toString('utf8');
      expect(kept).toContain(CANARY.answer);
      expect(kept).not.toContain(CANARY.prompt);
      for (const word of Object.values(CANARY)) expect(JSON.stringify(rest)).not.toContain(word);
    }
    for (const word of Object.values(CANARY)) expect(JSON.stringify(tables.calls)).not.toContain(word);
    expectNothingTold(handler);
  });
});
