import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DevFunction, devFunction } from '../../tools/dev/dev-function';

// each starts processes, on a machine that may be busy with other tests

let folder: string;
let started: DevFunction;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dev-function-'));
});
afterEach(async () => {
  await started.close();
  rmSync(folder, { recursive: true, force: true });
});

const code = (name: string, source: string): string => {
  const path = join(folder, `${name}.js`);
  writeFileSync(path, source);
  return path;
};

const NOBODY = 'http://127.0.0.1:9';

const start = async (source: string): Promise<DevFunction> => {
  // no receiver: the tracer has nobody to talk to, and says nothing about it
  started = await devFunction('health', code('first', source), {
    telemetryUrl: NOBODY,
    dynamodbUrl: NOBODY,
    ssmUrl: NOBODY,
  });
  return started;
};

const silent = { head: () => {}, chunk: () => {}, line: () => {} };

const invocation = (event: unknown = {}) => ({
  event,
  requestId: 'request-1',
  script: [],
  gone: new AbortController().signal,
  receiver: silent,
});

describe('a function on a laptop', () => {
  it('passes on what a handler streams as it comes, and tells it when the caller has gone', async () => {
    const fn = await start(`
      exports.handler = awslambda.streamifyResponse(async (event, stream) => {
        const body = awslambda.HttpResponseStream.from(stream, { statusCode: 201, headers: { 'x-a': 'b' } });
        body.write('first');
        await new Promise((resolve) => body.once('close', resolve));
        console.log('the caller has gone');
      });`);
    const caller = new AbortController();
    const got: unknown[] = [];
    const result = await fn.invoke({
      ...invocation(),
      gone: caller.signal,
      receiver: {
        head: (head) => got.push(head),
        chunk: (bytes) => {
          got.push(Buffer.from(bytes).toString());
          caller.abort();
        },
        line: (text) => text.includes('gone') && got.push(text),
      },
    });
    expect(result).toBeUndefined();
    expect(got).toEqual([
      { statusCode: 201, headers: { 'x-a': 'b' } },
      'first',
      expect.stringMatching(/the caller has gone$/),
    ]);
  });

  it('reports a handler that throws, and a process that ends, and goes on', async () => {
    const fn = await start(`
      exports.handler = async ({ what }) => {
        if (what === 'throw') throw new TypeError('thrown');
        if (what === 'exit') process.exit(3);
        return { statusCode: 200, body: 'fine' };
      };`);
    await expect(fn.invoke(invocation({ what: 'throw' }))).rejects.toThrow('TypeError: thrown');
    await expect(fn.invoke(invocation({ what: 'exit' }))).rejects.toThrow('Runtime exited with 3');
    expect(await fn.invoke(invocation())).toEqual({ statusCode: 200, body: 'fine' });
  });

  it('lets requests in flight end in the code that they began in, and stays with it when the next does not load', async () => {
    const answers = (body: string): string => `
      exports.handler = awslambda.streamifyResponse(async ({ wait }, stream) => {
        stream.write('${body}');
        if (!wait) return stream.end();
        await new Promise((resolve) => stream.once('close', resolve));
        console.log('${body} ends');
      });`;
    const said = async (fn: DevFunction): Promise<string> => {
      const chunks: Uint8Array[] = [];
      await fn.invoke({ ...invocation(), receiver: { ...silent, chunk: (bytes) => chunks.push(bytes) } });
      return Buffer.concat(chunks).toString();
    };
    const fn = await start(answers('old'));
    const caller = new AbortController();
    const lines: string[] = [];
    let slow: Promise<unknown> = Promise.resolve();
    await new Promise<void>((begun) => {
      slow = fn.invoke({
        ...invocation({ wait: true }),
        gone: caller.signal,
        receiver: { ...silent, chunk: () => begun(), line: (text) => lines.push(text) },
      });
    });
    await fn.deploy(code('second', answers('new')));
    expect(await said(fn)).toBe('new');
    caller.abort();
    await slow;
    expect(lines.join('\n')).toContain('old ends');
    await expect(fn.deploy(code('third', 'throw new Error("no");'))).rejects.toThrow(
      /ended with 1 while it loaded[\s\S]*Error: no/,
    );
    expect(await said(fn)).toBe('new');
  });
});
