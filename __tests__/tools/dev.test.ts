import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { BatchResponse } from '../../handlers/contract/batch';
import { type DevServer, devServer } from '../../tools/dev/dev-server';
import { FAULTS, type FaultName } from '../../tools/dev/faults';
import type { Notice } from '../../tools/dev/recorder';
import type { DevRecord } from '../../tools/dev/records';

// processes start and code is bundled, on a machine that may be busy with other tests

let root: string;
let server: DevServer;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'dev-'));
  cpSync('handlers', join(root, 'handlers'), { recursive: true });
  symlinkSync(resolve('node_modules'), join(root, 'node_modules'));
  server = await devServer({ port: 0, root, out: join(root, 'dist') });
});
afterAll(async () => {
  await server.close();
  rmSync(root, { recursive: true, force: true });
});

const hello = { messages: [{ role: 'user', content: 'Hello' }] };

const chat = (body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${server.url}/v1/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

/** The next notice that fits. */
const notice = (fits: (one: Notice) => boolean): Promise<Notice> =>
  new Promise((resolveNotice) => {
    const stop = server.recorder.listen((one) => {
      if (!fits(one)) return;
      stop();
      resolveNotice(one);
    });
  });

/** The record of an answer, as soon as it holds what is asked. */
async function recordOf(response: Response, fits: (record: DevRecord) => boolean): Promise<DevRecord> {
  const id = response.headers.get('x-amzn-requestid');
  const find = () => server.recorder.records.find((record) => record.id === id && fits(record));
  const there = find();
  if (there !== undefined) return there;
  await notice(() => find() !== undefined);
  return recordOf(response, fits);
}

describe('the dev server', () => {
  it('answers a chat through the real bundle, and records spans, tokens, cost and log lines', async () => {
    const response = await chat(hello);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('stand-in for Bedrock');
    const record = await recordOf(response, ({ llm, ms }) => llm.length > 0 && ms !== undefined);
    expect(record).toMatchObject({ status: 200, outcome: 'ok', alias: 'fast', model: 'anthropic.claude-haiku-5-5' });
    expect(record.inputTokens).toBeGreaterThan(5);
    expect(record.outputTokens).toBeGreaterThan(20);
    expect(record.costUsd).toBeGreaterThan(0);
    expect(record.spans.map(({ name }) => name)).toEqual(expect.arrayContaining(['aws.lambda', 'http.request']));
    expect(record.logs).toContainEqual(expect.objectContaining({ message: 'answered', request_id: record.id }));
    expect(record.llm[0]).toMatchObject({ status: 'ok', metrics: { output_tokens: record.outputTokens } });
    expect(record).toMatchObject({ mode: 'normal', variant: expect.any(String), tenant: expect.any(String) });
  });

  it('tells an answer from before by what it is', async () => {
    for (const replay of ['first', 'replayed']) {
      const response = await chat({ ...hello, cache: true }, { 'idempotency-key': 'again' });
      expect(await recordOf(response, ({ ms }) => ms !== undefined)).toMatchObject({ replay });
    }
    const cached = await chat({ ...hello, cache: true });
    expect(await recordOf(cached, ({ ms }) => ms !== undefined)).toMatchObject({ cache: 'hit' });
  });

  it.each<[FaultName, number, string]>([
    ['throttle', 429, 'throttled'],
    ['throttle-once', 200, 'ok'],
    ['timeout', 504, 'model-timeout'],
    ['denied', 502, 'model-refused'],
    ['malformed', 503, 'model-unavailable'],
    ['cut', 502, 'model-unreachable'],
    ['guardrail', 200, 'guardrail'],
  ])('makes "%s" go wrong in that request: %i, %s', async (fault, status, outcome) => {
    const response = await chat(hello, { 'x-fault': fault });
    expect(response.status).toBe(status);
    expect(await recordOf(response, ({ ms }) => ms !== undefined)).toMatchObject({ fault, outcome });
  });

  it('keeps a fault from requests at the same time', async () => {
    const both = await Promise.all([chat(hello, { 'x-fault': 'denied' }), chat(hello), chat(hello)]);
    expect(both.map(({ status }) => status)).toEqual([502, 200, 200]);
  });

  it('says which faults there are when it gets another', async () => {
    const response = await chat(hello, { 'x-fault': 'earthquake' });
    expect(response.status).toBe(400);
    const { detail } = (await response.json()) as { detail: string };
    expect(detail).toContain('"earthquake"');
    for (const name of Object.keys(FAULTS)) expect(detail).toContain(name);
  });

  it.each([
    ['prompt by prompt', 2, 'fast', 'queue', 'SQS'],
    ['as a job of Bedrock', 100, 'bulk', 'bedrock', 'JOB'],
  ])('works on a batch %s, from POST to its results', async (_, total, model, road, method) => {
    const done = notice(
      (one) => one.kind === 'record' && one.record.method === method && one.record.status !== undefined,
    );
    const requests = Array.from({ length: total }, (__, index) => ({
      id: `mine-${index}`,
      model,
      messages: [{ role: 'user', content: 'Hello' }],
    }));
    const accepted = await fetch(`${server.url}/v1/batches`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ requests }),
    });
    expect(accepted.status).toBe(202);
    const { links, ...batch } = (await accepted.json()) as BatchResponse;
    expect(batch).toMatchObject({ status: 'running', road, total });
    expect(await done).toMatchObject({ record: { status: 200 } });

    const whole = (await (await fetch(`${server.url}${links.self}`)).json()) as BatchResponse;
    expect(whole).toMatchObject({ id: batch.id, status: 'completed', succeeded: total, failed: 0 });
    const results = (await (await fetch(whole.links.results ?? '')).text()).trim().split('\n');
    expect(results).toHaveLength(total);
    expect(JSON.parse(results[1] ?? '')).toMatchObject({ index: 1, id: 'mine-1', status: 'succeeded', model });
  });

  it('knows no batch of another id, and no path below one', async () => {
    const statusOf = async (path: string) => (await fetch(`${server.url}/v1/batches${path}`)).status;
    expect(await Promise.all(['/%E0%A4%A', `/${'0'.repeat(32)}`, '/x/y', '/', ''].map(statusOf))).toEqual([
      404, 404, 403, 403, 403,
    ]);
  });

  it("gives the gateway's own answers: unknown route, body of another form, and of another type", async () => {
    const unknown = await fetch(`${server.url}/v1/nothing`);
    expect(unknown.status).toBe(403);
    expect(await unknown.json()).toMatchObject({ status: 403, detail: 'Missing Authentication Token' });
    const unfit = await chat({ messages: 'Hello' });
    expect(unfit.status).toBe(400);
    expect(((await unfit.json()) as { detail: string }).detail).toContain('messages');
    expect((await chat(hello, { 'content-type': 'text/plain' })).status).toBe(415);
    for (const response of [unknown, unfit]) {
      expect(response.headers.get('content-type')).toBe('application/problem+json');
      expect((await recordOf(response, ({ ms }) => ms !== undefined)).spans).toEqual([]);
    }
  });

  it('refuses a body beyond what the gateway takes', async () => {
    const response = await chat({ messages: [{ role: 'user', content: 'x'.repeat(10 * 1024 * 1024) }] });
    expect(response.status).toBe(413);
  });

  it('shows a page that asks for nothing from elsewhere', async () => {
    const html = await (await fetch(`${server.url}/dev`)).text();
    expect(html).toContain(readFileSync('tools/dev/page/page.js', 'utf8'));
    expect(html).not.toMatch(/(src|href)="(?!data:)|@import|url\(/);
  });

  it('tells the page of each request, with tokens and cost', async () => {
    await recordOf(await chat(hello), ({ ms }) => ms !== undefined);
    const events = await fetch(`${server.url}/dev/events`);
    let text = '';
    const reader = events.body?.pipeThrough(new TextDecoderStream()).getReader();
    while (!/"status":200.*"costUsd":0\.0/.test(text)) text += (await reader?.read())?.value ?? '';
    await reader?.cancel();
    expect(text).toMatch(/"inputTokens":\d+,"outputTokens":\d+/);
  });

  it('reaches, in a deep check, the Bedrock that is here', async () => {
    const response = await fetch(`${server.url}/v1/health?deep=true`);
    expect([response.status, await response.json()]).toEqual([
      200,
      expect.objectContaining({ checks: [{ name: 'bedrock-runtime', reachable: true, ms: expect.any(Number) }] }),
    ]);
  });

  it('changes the mode at once when it is told to, and says which modes there are when it is told another', async () => {
    const put = (body: string) => fetch(`${server.url}/dev/mode`, { method: 'PUT', body });
    const told = notice(({ kind }) => kind === 'mode');
    expect(await (await put('blocked')).text()).toContain('blocked: everybody gets 503');
    expect(await told).toEqual({ kind: 'mode', mode: 'blocked' });
    const refused = await chat(hello);
    expect(refused.status).toBe(503);
    expect(await recordOf(refused, ({ mode }) => mode !== undefined)).toMatchObject({ mode: 'blocked' });

    const { status } = await put('off');
    expect(status).toBe(400);
    await put('normal');
    expect((await chat(hello)).status).toBe(200);
  });

  it('takes up a handler that changes, and keeps the code before when it does not build', async () => {
    const file = join(root, 'handlers/health/health.ts');
    const source = readFileSync(file, 'utf8');
    const health = async () => (await fetch(`${server.url}/v1/health`)).json();
    const reloaded = () => notice(({ kind }) => kind === 'reload');

    const [, first] = [writeFileSync(file, source.replace("'ok'", "'changed'")), await reloaded()];
    expect(first).toEqual({ kind: 'reload' });
    expect(await health()).toMatchObject({ status: 'changed' });

    writeFileSync(file, 'export const health = ;\n');
    expect(await reloaded()).toMatchObject({ problem: expect.stringContaining('handlers/health/health.ts:1') });
    expect(await health()).toMatchObject({ status: 'changed' });
  });

  it('says what to do when the port is in use', async () => {
    const port = Number(new URL(server.url).port);
    await expect(devServer({ port, root, out: join(root, 'other') })).rejects.toThrow(
      `Port ${port} is in use.\n  - end what listens there, or take another port: npm run dev -- --port ${port + 1}`,
    );
  });
});
