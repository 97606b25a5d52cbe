import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import pc from 'picocolors';
import { dev } from '../../stacks/config/environments/dev';
import { ask, type Sample } from '../../tools/load/ask';
import { type LoadOptions, optionsOf } from '../../tools/load/options';
import { render } from '../../tools/load/render';
import { mostUsd } from '../../tools/load/run';
import { steady } from '../../tools/load/steady';
import { percentilesOf, summaryOf } from '../../tools/load/summary';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});
async function serving(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/chat`;
}

const USAGE = {
  inputTokens: 10,
  outputTokens: 5,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
};
const options = (...args: string[]): LoadOptions => {
  const found = optionsOf(args, { API_KEY: 'from-the-shell' });
  if (found === 'help' || 'problems' in found) throw new Error(JSON.stringify(found));
  return found;
};

describe('a steady rate', () => {
  /** A clock that only waiting moves. */
  const clock = () => {
    let ms = 0;
    return {
      now: () => ms,
      wait: async (more: number) => {
        ms += more;
      },
    };
  };

  it('begins each request in its time, whether or not those before have been answered', async () => {
    const begun: number[] = [];
    const time = clock();
    const never = new Promise<void>(() => {});
    const running = steady({ perSecond: 4, seconds: 2, ...time }, (due) => {
      begun.push(due);
      return begun.length < 8 ? never : Promise.reject(new Error('the last one'));
    });
    await expect(running).rejects.toThrow('the last one');
    expect(begun).toEqual([0, 250, 500, 750, 1_000, 1_250, 1_500, 1_750]);
  });

  it('tells what begins late when it was due', async () => {
    let ms = 0;
    const late = {
      now: () => ms,
      wait: async (more: number) => {
        ms += more + 100;
      },
    };
    expect(await steady({ perSecond: 10, seconds: 0.4, ...late }, async (due) => [due, ms])).toEqual([
      [0, 0],
      [100, 200],
      [200, 200],
      [300, 400],
    ]);
  });
});

describe('one request', () => {
  const sent = { body: '{}', headers: {}, timeoutMs: 5_000 };
  const outcome = async (answer: RequestListener): Promise<Partial<Sample>> => {
    const { ms, ...rest } = await ask({ url: await serving(answer), ...sent }, performance.now());
    expect(ms).toBeGreaterThanOrEqual(0);
    return rest;
  };

  it('says which model answered, with what usage', async () => {
    const body = JSON.stringify({
      id: '1',
      model: 'fast',
      output: 'x',
      stopReason: 'end_turn',
      usage: USAGE,
    });
    expect(await outcome((_, response) => void response.end(body))).toEqual({
      status: 200,
      outcome: 'ok',
      model: 'fast',
      usage: USAGE,
    });
  });

  it.each<[string, number, string, Partial<Sample>]>([
    ['a problem document', 429, '{"type":"urn:problem:llm-service:throttled"}', { outcome: 'throttled', status: 429 }],
    ["a gateway's refusal", 403, '{"message":"Forbidden"}', { outcome: 'HTTP 403', status: 403 }],
    ["a proxy's page", 200, '<p>hello</p>', { outcome: 'no answer of ours', status: 200 }],
  ])('names %s', async (_, status, body, expected) => {
    expect(await outcome((_request, response) => void response.writeHead(status).end(body))).toEqual(expected);
  });

  it.each<[string, string, Partial<Sample>]>([
    [
      'done',
      `event: done\ndata: {"model":"fast","usage":${JSON.stringify(USAGE)}}\n\n`,
      { outcome: 'ok', status: 200 },
    ],
    [
      'error',
      'event: error\ndata: {"type":"urn:x:model-timeout","status":504}\n\n',
      { outcome: 'model-timeout', status: 504 },
    ],
    ['nothing', '', { outcome: 'stream broke off', status: 200 }],
  ])('of a stream that ends with %s measures the first words as well', async (_, last, expected) => {
    const found = await outcome((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(`event: delta\ndata: {"text":"one"}\n\n${last}`);
    });
    expect(found).toMatchObject({
      ...expected,
      firstWordsMs: expect.any(Number),
    });
  });

  it('that reaches nobody, or is cut, is an outcome and no exception', async () => {
    const nobody = await serving(() => {});
    await new Promise((closed) => servers.pop()?.close(closed));
    expect(await ask({ url: nobody, ...sent }, 0)).toMatchObject({ outcome: 'ECONNREFUSED', status: 0 });
    expect(await outcome((request) => void request.socket.destroy())).toMatchObject({ status: 0 });
    const hangs = { url: await serving(() => {}), ...sent, timeoutMs: 20 };
    expect(await ask(hangs, 0)).toMatchObject({
      outcome: 'TimeoutError',
      status: 0,
    });
  });
});

describe('the summary', () => {
  const MODELS = {
    fast: {
      kind: 'bedrock',
      modelId: 'x',
      baseModelId: 'anthropic.claude-haiku-4-5-20251001-v1:0',
      geographic: false,
    },
  } as const;
  const requirements = {
    ...requirementsOf(),
    availability: 0.9,
    latency: { milliseconds: 100, share: 0.5 },
  };
  const good = (ms: number): Sample => ({
    ms,
    outcome: 'ok',
    status: 200,
    model: 'fast',
    usage: USAGE,
  });
  const summary = (samples: readonly Sample[]) =>
    summaryOf({ samples, seconds: 10, models: MODELS as never, requirements });

  it('counts as the SLOs of the plan do: a 4xx is no failure of the service, what reaches nobody is', () => {
    const slos = (samples: Sample[]) => summary(samples).slos.map(({ name, share, held }) => [name, share, held]);
    expect(slos([good(50), { ms: 1, outcome: 'throttled', status: 429 }])).toEqual([
      ['availability', 1, true],
      ['latency', 1, true],
    ]);
    expect(
      slos([
        good(101),
        good(101),
        { ms: 1, outcome: 'internal', status: 500 },
        { ms: 1, outcome: 'ECONNREFUSED', status: 0 },
      ]),
    ).toEqual([
      ['availability', 0.5, false],
      ['latency', 0.25, false],
    ]);
  });

  it('adds up tokens and dollars of what was answered', () => {
    const { tokens, usd, ok, sent } = summary([good(1), good(2), { ms: 3, outcome: 'internal', status: 500 }]);
    expect([sent, ok, tokens]).toEqual([3, 2, { input: 20, fromPromptCache: 0, output: 10 }]);
    // 20 tokens in at $1, 10 out at $5 per million
    expect(usd).toBeCloseTo(70 / 1_000_000, 12);
  });

  it('knows no cost where a model has no price', () => {
    expect(summary([{ ...good(1), model: 'stranger' }]).usd).toBeUndefined();
  });

  it('takes percentiles that really were', () => {
    expect(percentilesOf([])).toBeUndefined();
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1 }), (times) => {
        const found = Object.values(percentilesOf(times) ?? {}) as number[];
        expect(found).toEqual([...found].sort((a, b) => a - b));
        expect(found.every((value) => times.includes(value))).toBe(true);
        expect(found.at(-1)).toBe(Math.max(...times));
      }),
    );
  });

  it('is shown with the verdict last', () => {
    const text = render(
      summary([good(50), good(120), { ms: 9, outcome: 'model-timeout', status: 504 }]),
      options('--rps', '2', '--env', 'staging'),
      pc.createColors(false),
    );
    expect(text).toMatchInlineSnapshot(`
      "load         localhost  2 requests a second for 10 s
                   200 words in, at most 256 tokens out, model by default, as staging has it

      requests     3 sent, 2 answered, 1 not
      latency ms   p50     50   p90    120   p95    120   p99    120   max    120
      tokens       20 in, 0 of them from the prompt cache; 10 out
      cost         $0.0001 for tokens, by the price table; $0.0350 per 1,000 answers, $0.6048 a day at this rate
      failures          1 x model-timeout (504)

      SLO          ✗ availability  66.667 % no 5xx, promised 90 %
                   ✓ latency       66.667 % within 100 ms, promised 50 %
      "
    `);
  });
});

function requirementsOf() {
  return {
    availability: 0.9,
    latency: { milliseconds: 100, share: 0.5 },
    recoveryTimeMinutes: 1,
    recoveryPointMinutes: 1,
    expectedRequestsPerSecond: 1,
    monthlyBudgetUsd: 1,
    owner: 'a@example.com',
    reviewedOn: '2026-11-01',
  };
}

describe('the options', () => {
  it('read a header from the environment, so that no key is typed', () => {
    expect(options('--header', 'X-Api-Key: env:API_KEY', '--header', 'x-fault: slow').headers).toEqual({
      'x-api-key': 'from-the-shell',
      'x-fault': 'slow',
    });
  });

  it('say all that is wrong at once', () => {
    expect(
      optionsOf(['--rps', '0', '--words', '1.5', '--url', 'ftp://x', '--header', 'x', '--header', 'k: env:NO'], {}),
    ).toEqual({
      problems: [
        "--header must be 'NAME: VALUE'",
        '--header k: the environment variable NO is not set',
        '--url must begin with https:// or http://, got "ftp://x"',
        '--rps must be a number above 0, at most 1000, got "0"',
        '--words must be a whole number above 0, at most 100000, got "1.5"',
      ],
    });
    expect(optionsOf(['--fast'], {})).toMatchObject({
      problems: [expect.stringContaining('--fast')],
    });
  });
});

describe('what a run could cost', () => {
  it('is a bound by prompt, ceiling and number', () => {
    const one = mostUsd(options('--minutes', '1', '--rps', '1'), dev);
    expect(one).toBeGreaterThan(0);
    expect(mostUsd(options('--minutes', '10', '--rps', '3'), dev)).toBeCloseTo(30 * one, 9);
  });

  it('is not known of a model that the environment has not', () => {
    expect(() => mostUsd(options('--model', 'nobody'), dev)).toThrow(
      /--model must be one of dev's models \(.*\), got "nobody"/,
    );
  });
});
