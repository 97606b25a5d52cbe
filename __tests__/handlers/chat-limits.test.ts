import * as fc from 'fast-check';
import { TABLE_CALL } from '../../handlers/contract/deadlines';
import { METRICS } from '../../handlers/contract/metrics';
import { type BedrockStandIn, bedrockStandIn } from '../../tools/bedrock-stand-in/server';
import type { TableFault } from '../../tools/dynamodb-stand-in/faults';
import type { DynamoDbStandIn } from '../../tools/dynamodb-stand-in/server';
import { type BundledHandler, bundledHandler, proxyEvent } from './bundled';
import { chatEnvironment, DATADOG_LAYER, datadogEnvironment, NO_JITTER } from './chat-environment';
import { dynamodb, dynamodbEnvironment, TABLES } from './dynamodb';
import { eventsIn } from './events';

const CANARY = 'canary-7f3d';

/** What the stand-in's answer uses: 10 tokens read and 5 written. */
const ANSWER_TOKENS = 15;

let bedrock: BedrockStandIn;
let tables: DynamoDbStandIn;
let open: BundledHandler;
let closed: BundledHandler;

const started = (limits: object): Promise<BundledHandler> =>
  bundledHandler(
    'chat',
    {
      ...chatEnvironment(bedrock.url),
      ...dynamodbEnvironment(tables),
      // where the table hangs nobody receives metrics either: they are read from standard output
      ...datadogEnvironment('http://127.0.0.1:1'),
      TENANT_LIMITS: JSON.stringify({ table: TABLES.usage, ...limits }),
    },
    [NO_JITTER, DATADOG_LAYER],
  );

beforeAll(async () => {
  [bedrock, tables] = await Promise.all([bedrockStandIn(), dynamodb([{ name: TABLES.usage }])]);
  [open, closed] = await Promise.all([
    started({ default: { dailyTokens: 40 }, tenants: { vip1234567: { dailyTokens: 1e9 } }, whenUnavailable: 'open' }),
    started({ default: { dailyTokens: 40 }, tenants: {}, whenUnavailable: 'closed' }),
  ]);
  // the first call loads the SDK, for which a busy machine may take longer than a table may
  while ((await closed.invoke(from('warm123456'))).statusCode === 503);
  while ((await open.invoke(from('warm123456'))) && (await tables.items(TABLES.usage)).length === 0);
});
beforeEach(async () => {
  bedrock.reset();
  await tables.reset();
  open.forget();
  closed.forget();
});
afterAll(async () => {
  open.close();
  closed.close();
  await Promise.all([bedrock.close(), tables.close()]);
});

const hello = { messages: [{ role: 'user', content: 'Hi' }], maxTokens: 1 };

/** A request as the gateway hands it over. */
const from = (apiKeyId: string, body: unknown = hello, accept?: string) => {
  const event = proxyEvent(body, accept);
  return { ...event, requestContext: { ...event.requestContext, apiId: 'api', identity: { apiKeyId } } };
};

const points = (handler: BundledHandler, metric: keyof typeof METRICS): { v: number; t: string[] }[] =>
  handler
    .lines()
    .filter((line) => line.includes(`"${METRICS[metric].name}"`))
    .map((line) => JSON.parse(line) as { v: number; t: string[] });

const count = async (key: string): Promise<Record<string, number>> => {
  const item = (await tables.items(TABLES.usage)).find(({ pk }) => pk?.['S']?.startsWith(`${key}#`));
  return Object.fromEntries(
    Object.entries(item ?? {}).flatMap(([name, { N }]) => (N === undefined ? [] : [[name, Number(N)]])),
  );
};

describe('a tenant with a daily limit', () => {
  it('is answered until it is used up, and then refused until midnight; others are not', async () => {
    for (const used of [1, 2, 3]) {
      expect((await open.invoke(from('one1234567'))).statusCode).toBe(200);
      expect(await count('one1234567')).toMatchObject({ tokens: used * ANSWER_TOKENS, heldTokens: 0 });
    }
    const { statusCode, headers, body } = await open.invoke(from('one1234567'));
    expect(statusCode).toBe(429);
    expect(JSON.parse(body)).toMatchObject({ type: 'urn:problem:llm-service:quota-exceeded', status: 429 });
    expect(Number(headers?.['retry-after'])).toBeGreaterThan(0);
    expect(Number(headers?.['retry-after'])).toBeLessThanOrEqual(86_400);
    expect(bedrock.calls).toHaveLength(3);
    expect(points(open, 'limitRefusals')).toMatchObject([
      { v: 1, t: expect.arrayContaining(['tenant:one1234567', 'reason:used-up']) },
    ]);
    expect((await open.invoke(from('two1234567'))).statusCode).toBe(200);
    expect((await open.invoke(from('vip1234567'))).statusCode).toBe(200);
  });

  it('is refused as a whole answer also where it asks for a stream', async () => {
    for (let request = 0; request < 3; request += 1) {
      const { body } = await open.stream(from('one1234567', hello, 'text/event-stream'));
      expect(eventsIn(body).at(-1)?.name).toBe('done');
    }
    expect(await count('one1234567')).toMatchObject({ tokens: 3 * ANSWER_TOKENS, heldTokens: 0 });
    expect((await open.stream(from('one1234567', hello, 'text/event-stream'))).statusCode).toBe(429);
  });

  it('has its tag on log lines and metrics, and cost on its own', async () => {
    await open.invoke(from('one1234567'));
    expect(open.lines().filter((line) => line.includes('"answered"'))).toEqual([
      expect.stringContaining('"tenant":"one1234567"'),
    ]);
    for (const metric of ['tenantRequests', 'tenantCostUsd', 'limitUsed'] as const)
      expect(points(open, metric)).toMatchObject([{ t: expect.arrayContaining(['tenant:one1234567']) }]);
  });

  it('pays nothing for a model that fails, and its estimate for a stream that breaks', async () => {
    bedrock.script({ kind: 'exception', name: 'AccessDeniedException', message: CANARY });
    expect((await open.invoke(from('one1234567'))).statusCode).toBe(502);
    expect(await count('one1234567')).toMatchObject({ tokens: 0, nanoUsd: 0, heldTokens: 0 });
    bedrock.script({ kind: 'cut', afterDeltas: 1 });
    const { body } = await open.stream(from('one1234567', hello, 'text/event-stream'));
    expect(eventsIn(body).at(-1)?.name).toBe('error');
    const { tokens, heldTokens } = await count('one1234567');
    expect(heldTokens).toBe(0);
    expect(tokens).toBeGreaterThan(0);
  });

  it('goes over it by less than one request, with many requests at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 12 }), async (requests) => {
        await tables.reset();
        open.forget();
        const answers = await Promise.all(Array.from({ length: requests }, () => open.invoke(from('one1234567'))));
        // a machine so busy that the table is late says nothing about limits
        fc.pre(points(open, 'limitFailures').length === 0);
        const answered = answers.filter(({ statusCode }) => statusCode === 200).length;
        const { tokens, heldTokens } = await count('one1234567');
        expect([tokens, heldTokens]).toEqual([answered * ANSWER_TOKENS, 0]);
        expect(tokens).toBeLessThan(40 + ANSWER_TOKENS + 1);
        expect(answered).toBeGreaterThan(0);
      }),
      { numRuns: 15 },
    );
  });

  it('is who the gateway says, whatever stands in body, headers, query and path', async () => {
    const name = fc.constantFrom('x-api-key', 'X-Tenant', 'Authorization', 'apiKeyId', 'tenant', 'x-amzn-apikey');
    const written = fc.dictionary(fc.oneof(name, fc.string()), fc.constantFrom('vip1234567', CANARY));
    await fc.assert(
      fc.asyncProperty(written, written, async (headers, query) => {
        await tables.reset();
        await open.invoke({
          ...from('one1234567', { ...hello, messages: [{ role: 'user', content: 'I am vip1234567' }] }),
          headers,
          multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([key, value]) => [key, [value]])),
          queryStringParameters: query,
          pathParameters: query,
        });
        expect((await tables.items(TABLES.usage)).map(({ pk }) => pk?.['S']?.split('#')[0])).toEqual(['one1234567']);
      }),
      { numRuns: 20 },
    );
  });

  it('is refused when the gateway says nobody', async () => {
    const event = proxyEvent(hello);
    const { statusCode } = await open.invoke({ ...event, requestContext: { ...event.requestContext, apiId: 'api' } });
    expect(statusCode).toBe(401);
  });
});

describe('a table that gives no answer', () => {
  const faults: TableFault[] = ['throttle', 'refuse', 'error', 'malformed', 'cut'];

  it.each(faults)('because it is %s, lets the request through once and tells', async (fault) => {
    tables.fail(fault);
    expect((await open.invoke(from('one1234567'))).statusCode).toBe(200);
    // an addition is not tried again
    expect(tables.calls).toHaveLength(1);
    expect(points(open, 'limitFailures')).toMatchObject([{ t: expect.arrayContaining(['step:reserve']) }]);
    expect(open.lines().some((line) => line.includes('limits not enforced'))).toBe(true);
    // the breaker counts failures in a row
    await tables.reset();
    await open.invoke(from('one1234567'));
  });

  it('and hangs, delays the request by its deadline and no more', async () => {
    tables.fail('hang');
    const begun = performance.now();
    expect((await open.invoke(from('one1234567'))).statusCode).toBe(200);
    expect(performance.now() - begun).toBeLessThan(TABLE_CALL.deadlineMs + 1_000);
  });

  it('refuses the request where the config says so', async () => {
    tables.fail('error');
    const { statusCode, body, headers } = await closed.invoke(from('one1234567'));
    expect([statusCode, headers?.['retry-after']]).toEqual([503, '2']);
    expect(JSON.parse(body)).toMatchObject({ type: 'urn:problem:llm-service:limits-unavailable' });
    expect(bedrock.calls).toHaveLength(0);
  });
});

describe('what a caller wrote', () => {
  it('is in nothing that is kept or sent, when it is answered, refused, or not counted', async () => {
    const secret = { ...hello, messages: [{ role: 'user', content: CANARY }], system: CANARY };
    for (let request = 0; request < 4; request += 1) await open.invoke(from('one1234567', secret));
    tables.fail('error');
    await open.invoke(from('two1234567', secret));
    expect(JSON.stringify(tables.calls)).not.toContain(CANARY);
    expect(open.lines().join('\n')).not.toContain(CANARY);
  });
});
