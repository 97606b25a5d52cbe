import type { APIGatewayProxyResult } from 'aws-lambda';
import * as fc from 'fast-check';
import { type BedrockStandIn, bedrockStandIn } from '../../tools/bedrock-stand-in/server';
import { type BundledHandler, bundledHandler, proxyEvent } from './bundled';
import { chatEnvironment } from './chat-environment';
import { eventsIn } from './events';

type WholeAnswer = Pick<APIGatewayProxyResult, 'statusCode' | 'headers' | 'body'>;

let bedrock: BedrockStandIn;
let chat: BundledHandler;
let health: BundledHandler;
beforeAll(async () => {
  bedrock = await bedrockStandIn();
  [chat, health] = await Promise.all([
    bundledHandler('chat', chatEnvironment(bedrock.url)),
    bundledHandler('health', {
      ENV: 'test',
      SERVICE: 'llm-gateway',
      RELEASE: '1',
      LOG_LEVEL: 'INFO',
      DEEP_CHECKS: '{}',
    }),
  ]);
});
afterAll(async () => {
  chat.close();
  health.close();
  await bedrock.close();
});

const json = () => fc.jsonValue({ maxDepth: 3 });

/** Something near a conversation, and at times one. */
const request = fc.record(
  {
    messages: fc.oneof(
      fc.array(
        fc.record(
          {
            role: fc.oneof(fc.constantFrom('user', 'assistant', 'system'), json()),
            content: fc.oneof(fc.string(), json()),
          },
          { requiredKeys: [] },
        ),
        { maxLength: 3 },
      ),
      fc.constant([{ role: 'user', content: 'Hi' }]),
      json(),
    ),
    system: fc.oneof(fc.string(), json()),
    maxTokens: fc.oneof(fc.integer(), fc.double(), json()),
    model: fc.oneof(fc.constantFrom('fast', '__proto__', 'constructor'), json()),
  },
  { requiredKeys: [] },
);

const text = fc.oneof(
  { weight: 10, arbitrary: request.map((value) => JSON.stringify(value)) },
  { weight: 10, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 10, arbitrary: fc.json() },
  // the same each time: once or twice is enough
  { weight: 1, arbitrary: fc.constantFrom('x'.repeat(1_500_000), '['.repeat(900_000)) },
);
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((value) => Buffer.from(value).toString('base64')),
  request.map((value) => Buffer.from(JSON.stringify(value), 'utf16le').toString('base64')),
);

const headers = fc.oneof(
  fc.constant(null),
  fc.record({ accept: fc.oneof(fc.constantFrom('text/event-stream', '*/*', 'text/event-stream;q=0'), json()) }),
  fc.dictionary(fc.string(), fc.string()),
  fc.dictionary(fc.string(), fc.array(fc.string())),
);

const event = fc.oneof(
  { weight: 1, arbitrary: json() },
  {
    weight: 4,
    arbitrary: fc.record(
      {
        body: fc.oneof(text, bytes, json()),
        isBase64Encoded: fc.oneof(fc.boolean(), json()),
        httpMethod: fc.oneof(fc.constantFrom('POST', 'GET'), json()),
        headers,
        multiValueHeaders: fc.oneof(headers, fc.record({ accept: fc.array(json()) })),
        requestContext: fc.oneof(fc.constant(null), fc.record({ requestId: json() }), json()),
      },
      { requiredKeys: [] },
    ),
  },
);

const RUNS = { numRuns: 300 };

/** What every whole answer is, be it good or bad. */
function expectWhole({ statusCode, headers: sent, body }: WholeAnswer): void {
  const document = JSON.parse(body) as Record<string, unknown>;
  expect(sent?.['x-request-id']).toMatch(/^[\w=-]{1,128}$/);
  if (statusCode === 200) {
    expect(document).toMatchObject({ model: 'fast', output: 'Hello.', stopReason: 'end_turn' });
    return;
  }
  expect([400, 413]).toContain(statusCode);
  expect(sent?.['content-type']).toBe('application/problem+json');
  expect(document).toMatchObject({
    type: expect.stringMatching(/^urn:problem:llm-service:[a-z-]+$/),
    title: expect.any(String),
    status: statusCode,
    detail: expect.any(String),
    instance: sent?.['x-request-id'],
  });
}

describe('chat, whatever it is invoked with', () => {
  it('gives an answer or a problem document, and never throws', async () => {
    await fc.assert(
      fc.asyncProperty(event, async (anything) => {
        expectWhole(await chat.invoke(anything));
      }),
      RUNS,
    );
  });

  it('gives a stream that ends well, or a whole answer or problem document, where it streams', async () => {
    await fc.assert(
      fc.asyncProperty(event, async (anything) => {
        const answer = await chat.stream(anything);
        if (answer.headers['content-type'] !== 'text/event-stream') {
          expectWhole(answer);
          return;
        }
        expect(answer.statusCode).toBe(200);
        expect(eventsIn(answer.body).map(({ name }) => name)).toEqual(['delta', 'done']);
      }),
      RUNS,
    );
  });

  it('still answers afterwards', async () => {
    expect((await chat.invoke(proxyEvent({ messages: [{ role: 'user', content: 'Hi' }] }))).statusCode).toBe(200);
  });
});

describe('health, whatever it is invoked with', () => {
  it('answers', async () => {
    await fc.assert(
      fc.asyncProperty(event, async (anything) => {
        expect((await health.invoke(anything)).statusCode).toBe(200);
      }),
      { numRuns: 50 },
    );
  });
});
