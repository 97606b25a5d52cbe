import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { type BedrockStandIn, bedrockStandIn } from '../../tools/bedrock-stand-in/server';
import { proxyEvent } from './bundled';
import { chatEnvironment } from './chat-environment';
import { eventsIn, textIn } from './events';
import { type Posted, type RuntimeApi, runtimeApi } from './runtime-api';

let bedrock: BedrockStandIn;
const open: (() => void)[] = [];
beforeAll(async () => {
  bedrock = await bedrockStandIn();
});
beforeEach(() => bedrock.reset());
afterEach(() => {
  for (const close of open.splice(0)) close();
});
afterAll(() => bedrock.close());

/** A runtime with this code, in a folder where no node_modules is near. */
async function runtime(files: Readonly<Record<string, Uint8Array | string>>, environment: Record<string, string>) {
  const task = mkdtempSync(join(tmpdir(), 'task-'));
  for (const [file, contents] of Object.entries(files)) writeFileSync(join(task, file), contents);
  const api: RuntimeApi = await runtimeApi(task, environment);
  open.push(
    () => api.close(),
    () => rmSync(task, { recursive: true, force: true }),
  );
  return api;
}
const chat = (environment: Record<string, string> = {}) =>
  runtime(unzipSync(readFileSync('dist/handlers/chat.zip')), { ...chatEnvironment(bedrock.url), ...environment });

const prompt = { messages: [{ role: 'user', content: 'Hello' }] };

function posted(outcome: Awaited<ReturnType<RuntimeApi['invoke']>>): Posted {
  if ('exited' in outcome) throw new Error(`the process ended with ${outcome.exited}`);
  return outcome;
}

/** Head and body of a streamed answer, as API Gateway takes them apart. */
function headAndBody({ body, headers }: Posted) {
  expect(headers['content-type']).toBe('application/vnd.awslambda.http-integration-response');
  const end = body.indexOf(Buffer.alloc(8));
  return {
    head: JSON.parse(body.subarray(0, end).toString()) as { statusCode: number; headers: Record<string, string> },
    body: body.subarray(end + 8).toString(),
  };
}

describe("the chat bundle in Lambda's runtime", () => {
  it('streams: head, eight zero bytes, events as they are made', async () => {
    bedrock.script({ kind: 'answer', text: 'one two three' });
    const answer = posted(await (await chat()).invoke(proxyEvent(prompt, 'text/event-stream')));
    expect(answer.headers['lambda-runtime-function-response-mode']).toBe('streaming');
    const { head, body } = headAndBody(answer);
    expect(head).toMatchObject({ statusCode: 200, headers: { 'content-type': 'text/event-stream' } });
    expect(textIn(body)).toBe('one two three');
    expect(answer.trailers).toEqual({});
  });

  it('sends a whole answer, and a problem document, the same way', async () => {
    const api = await chat();
    expect(headAndBody(posted(await api.invoke(proxyEvent(prompt)))).head.statusCode).toBe(200);
    const { head, body } = headAndBody(posted(await api.invoke(proxyEvent('no JSON'))));
    expect(head).toMatchObject({ statusCode: 400, headers: { 'content-type': 'application/problem+json' } });
    expect(JSON.parse(body)).toMatchObject({ status: 400 });
  });

  it('ends a stream that broke with an event, not with an error of the function, and takes the next', async () => {
    const api = await chat();
    bedrock.script({ kind: 'cut', afterDeltas: 1 });
    const broken = posted(await api.invoke(proxyEvent(prompt, 'text/event-stream')));
    expect(broken.trailers).toEqual({});
    expect(eventsIn(headAndBody(broken).body).map(({ name }) => name)).toEqual(['delta', 'error']);
    bedrock.reset();
    const next = posted(await api.invoke(proxyEvent(prompt, 'text/event-stream')));
    expect(eventsIn(headAndBody(next).body).at(-1)).toMatchObject({ name: 'done' });
  });

  it('answers what is no event of a gateway, and takes the next', async () => {
    const api = await chat();
    for (const event of [null, 'text', 7, [], { body: null }]) {
      expect(headAndBody(posted(await api.invoke(event))).head.statusCode).toBe(400);
    }
  });

  it('reports its settings as an error of the init, and never asks for a request', async () => {
    const { what, body } = await (await chat({ DEFAULT_MODEL: 'nobody' })).failedInit();
    expect(what).toBe('init/error');
    expect(JSON.parse(body.toString())).toMatchObject({
      errorMessage: expect.stringContaining('DEFAULT_MODEL must be one of the aliases in MODELS (fast), got "nobody"'),
    });
  });
});

// what the proof itself would not see: a runtime in which nothing can go wrong would show nothing
describe('this stand for Lambda', () => {
  it('sees a throw in the middle of a stream', async () => {
    const api = await runtime(
      {
        'index.js': `exports.handler = awslambda.streamifyResponse(async (event, stream) => {
          awslambda.HttpResponseStream.from(stream, { statusCode: 200 }).write('half');
          throw new TypeError('broken');
        });`,
      },
      {},
    );
    const { trailers } = posted(await api.invoke({}));
    expect(trailers).toMatchObject({ 'lambda-runtime-function-error-type': expect.stringContaining('TypeError') });
  });

  it('sees a handler that throws, and one that ends its process', async () => {
    const api = await runtime(
      {
        'index.js': `exports.handler = async ({ leave }) => {
          if (leave) process.exit(3);
          throw new TypeError('broken');
        };`,
      },
      {},
    );
    const { what, body } = posted(await api.invoke({}));
    expect(what).toBe('error');
    expect(JSON.parse(body.toString())).toMatchObject({ errorType: 'TypeError', errorMessage: 'broken' });
    expect(await api.invoke({ leave: true })).toEqual({ exited: 3 });
  });

  it('sees code that does not load', async () => {
    const { what, body } = await (await runtime({ 'index.js': 'throw new RangeError("at load")' }, {})).failedInit();
    expect(what).toBe('init/error');
    expect(body.toString()).toContain('at load');
  });
});
