import type { EvaluateEnv } from '../../handlers/contract/env';
import { EVALUATION, type Sample } from '../../handlers/contract/evaluation';
import { METRICS } from '../../handlers/contract/metrics';
import { FIRST_MODE, MODE_LOOK_UP, type Mode } from '../../handlers/contract/modes';
import { type BedrockStandIn, bedrockStandIn } from '../../tools/bedrock-stand-in/server';
import { type S3StandIn, s3StandIn } from '../../tools/s3-stand-in/server';
import { type SsmStandIn, ssmStandIn } from '../../tools/ssm-stand-in/server';
import { type Agent, agent, type Sent } from './agent';
import { type BundledHandler, bundledHandler, proxyEvent } from './bundled';
import { chatEnvironment, DATADOG_LAYER, datadogEnvironment, NO_JITTER } from './chat-environment';

const CANARY = 'canary-51d0';
const BUCKET = 'samples';
const MAX_SAMPLES = 3;

let bedrock: BedrockStandIn;
let s3: S3StandIn;
let ssm: SsmStandIn;
let extension: Agent;
let chat: BundledHandler;
let evaluate: BundledHandler;

beforeAll(async () => {
  [bedrock, s3, ssm, extension] = await Promise.all([bedrockStandIn(), s3StandIn(), ssmStandIn(), agent()]);
  ssm.set('/mode', JSON.stringify(FIRST_MODE));
  const shared = {
    ...chatEnvironment(bedrock.url),
    ...datadogEnvironment(extension.url),
    AWS_ENDPOINT_URL_S3: s3.url,
  };
  const own = {
    JUDGE_MODEL: 'fast',
    SAMPLES_BUCKET: BUCKET,
    MAX_SAMPLES: String(MAX_SAMPLES),
  } satisfies Partial<EvaluateEnv>;
  const preload = [DATADOG_LAYER, NO_JITTER];
  [chat, evaluate] = await Promise.all([
    bundledHandler('chat', { ...shared, SAMPLES: JSON.stringify({ bucket: BUCKET, share: 1 }) }, preload),
    bundledHandler('evaluate', { ...shared, ...own, AWS_ENDPOINT_URL_SSM: ssm.url }, preload),
  ]);
});
beforeEach(() => {
  bedrock.reset();
  s3.reset();
  extension.forget();
  chat.forget();
  evaluate.forget();
});
afterAll(async () => {
  chat.close();
  evaluate.close();
  await Promise.all([bedrock.close(), s3.close(), ssm.close(), extension.close()]);
});

const hello = { system: `${CANARY}-system`, messages: [{ role: 'user', content: `${CANARY}-prompt` }] };
const keys = () => [...s3.objects.keys()].sort();
const says = (text: string) => ({ kind: 'answer', text }) as const;
const scores = (score: number) => says(JSON.stringify({ score }));

/** Puts a sample where chat does. */
function waits(id: string, more: Partial<Sample> = {}): void {
  const sample: Sample = {
    id,
    keptAt: '2026-11-25T10:00:00.000Z',
    span: { traceId: '1', spanId: '2' },
    modelAlias: 'fast',
    variant: 'none',
    messages: [{ role: 'user', content: `${CANARY}-prompt` }],
    output: `${CANARY}-answer`,
    ...more,
  };
  s3.objects.set(`waiting/${sample.keptAt}-${id}.json`, JSON.stringify(sample));
}

/** Points of one of our metrics, as tags without those of every point, and values. */
const points = (from: BundledHandler, name: string) =>
  from
    .lines()
    .filter((line) => line.startsWith('{"e":'))
    .map((line) => JSON.parse(line) as { m: string; v: number; t: string[] })
    .filter(({ m }) => m === name)
    .map(({ v, t }) => [v, ...t.filter((tag) => !/^(env|service|dd_lambda_layer):/.test(tag))]);

interface Submitted {
  readonly join_on: { readonly span: { readonly trace_id: string; readonly span_id: string } };
  readonly label: string;
  readonly ml_app: string;
  readonly score_value: number;
  readonly assessment: string;
  readonly tags: string[];
}
const submittedIn = ({ path, body }: Sent): Submitted[] =>
  path.endsWith('/evp_proxy/v2/api/intake/llm-obs/v2/eval-metric')
    ? (JSON.parse(body) as { data: { attributes: { metrics: Submitted[] } } }).data.attributes.metrics
    : [];
const submitted = async (): Promise<Submitted[]> =>
  submittedIn(await extension.waitFor((one) => submittedIn(one).length > 0));

/** What Lambda would get of a run. */
const run = (remainingMs?: number) => evaluate.invoke({}, remainingMs) as Promise<unknown>;

describe('an answer that is kept and judged', () => {
  it('carries its score to the span of its request, through the Extension', async () => {
    bedrock.script(says(`${CANARY}-answer`));
    await chat.invoke(proxyEvent(hello));
    expect(keys()).toEqual([expect.stringMatching(/^waiting\/2\d{3}-.*Z-request-1\.json$/)]);
    expect(points(chat, METRICS.samples.name)).toEqual([[1, 'result:kept']]);
    const sample = JSON.parse([...s3.objects.values()][0] ?? '') as Sample;
    expect(sample).toMatchObject({ id: 'request-1', modelAlias: 'fast', output: `${CANARY}-answer`, ...hello });

    bedrock.script(scores(5));
    expect(await run()).toEqual({ pass: 1, fail: 0, unjudged: 0, postponed: 0 });
    const [evaluation] = await submitted();
    expect(evaluation).toMatchObject({
      join_on: { span: { trace_id: sample.span?.traceId, span_id: sample.span?.spanId } },
      label: EVALUATION.label,
      ml_app: 'llm-gateway',
      score_value: 5,
      assessment: 'pass',
    });
    expect(evaluation?.tags).toEqual(expect.arrayContaining(['env:test', 'model_alias:fast', 'variant:none']));
    const spans = extension.sent
      .filter(({ path }) => path.endsWith('/api/v2/llmobs'))
      .flatMap(({ body }) => JSON.parse(body) as { spans: Record<string, string>[] }[])
      .flatMap(({ spans: some }) => some);
    expect(spans).toContainEqual(
      expect.objectContaining({ name: 'chat', trace_id: sample.span?.traceId, span_id: sample.span?.spanId }),
    );
    expect(keys()).toEqual([]);
  });

  it('is put under its key as the SDK would put it, or the signature would not fit', async () => {
    waits('a');
    bedrock.script(says('hello'), scores(1));
    await chat.invoke(proxyEvent(hello));
    await run();
    const [byHand, bySdk] = s3.calls.filter(({ method }) => method === 'PUT').map(({ path }) => path);
    expect(byHand).toMatch(/^\/samples\/waiting\/[\dT-]+%3A/);
    expect(bySdk).toMatch(/^\/samples\/failed\/[\dT-]+%3A/);
  });

  it('is kept after a stream as well, and after it is out', async () => {
    await chat.stream(proxyEvent(hello, 'text/event-stream'));
    expect(keys()).toHaveLength(1);
  });

  it.each([
    ['hangs', 'hang', 'TimeoutError'],
    ['refuses', 'throttle', 'ObjectNotPut'],
  ] as const)('goes out the same where S3 %s', async (_, fault, cause) => {
    s3.fail(fault);
    const started = performance.now();
    const { statusCode } = await chat.invoke(proxyEvent(hello));
    expect(statusCode).toBe(200);
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(points(chat, METRICS.samples.name)).toEqual([[1, 'result:lost']]);
    expect(chat.lines().join('\n')).toContain(cause);
  });

  it('is none that the guardrail gave, nor an error', async () => {
    bedrock.script({ kind: 'answer', stopReason: 'guardrail_intervened' });
    await chat.invoke(proxyEvent(hello));
    await chat.invoke(proxyEvent({}));
    expect(keys()).toEqual([]);
    expect(points(chat, METRICS.samples.name)).toEqual([]);
  });
});

describe('a run of the evaluation', () => {
  it('is content with an empty bucket', async () => {
    expect(await run()).toEqual({ pass: 0, fail: 0, unjudged: 0, postponed: 0 });
    expect(bedrock.calls).toHaveLength(0);
  });

  it('keeps what failed, with its score, and takes away the rest', async () => {
    waits('a', { modelAlias: 'smart', variant: 'brevity-brief' });
    bedrock.script(scores(2));
    expect(await run()).toMatchObject({ fail: 1 });
    expect(keys()).toEqual(['failed/2026-11-25T10:00:00.000Z-a.json']);
    expect(JSON.parse([...s3.objects.values()][0] ?? '')).toMatchObject({ id: 'a', score: 2 });
    const madeBy = ['model_alias:smart', 'variant:brevity-brief'];
    expect(points(evaluate, METRICS.evaluations.name)).toEqual([[1, 'result:fail', ...madeBy]]);
    expect(points(evaluate, METRICS.qualityScore.name)).toEqual([[2, ...madeBy]]);
    expect(points(evaluate, METRICS.oldestSample.name)).toEqual([[0]]);
    expect(await submitted()).toMatchObject([{ score_value: 2, assessment: 'fail' }]);
  });

  it('judges the oldest first and no more than it may cost', async () => {
    const now = Date.now();
    for (const hours of [2, 3, 4, 5]) waits(`h${hours}`, { keptAt: new Date(now - hours * 3_600_000).toISOString() });
    bedrock.script(...[4, 4, 4].map(scores));
    expect(await run()).toMatchObject({ pass: MAX_SAMPLES });
    expect(keys()).toEqual([expect.stringMatching(/-h2\.json$/)]);
    expect(points(evaluate, METRICS.oldestSample.name)).toEqual([[120]]);
  });

  it.each([
    ['no JSON', 'The answer is fine.'],
    ['a score off the scale', '{"score": 6}'],
    ['no score', '{"verdict": "good"}'],
  ])('asks a judge that gives %s once more, and then gives the sample up', async (_, words) => {
    waits('a');
    bedrock.script(says(words), says(words));
    expect(await run()).toMatchObject({ unjudged: 1 });
    expect(bedrock.calls).toHaveLength(EVALUATION.judgeAttempts);
    expect(keys()).toEqual([]);
  });

  it('takes a score out of more words than were asked for', async () => {
    waits('a');
    bedrock.script(says('Here it is:\n```json\n{"score": 4}\n```'));
    expect(await run()).toMatchObject({ pass: 1 });
  });

  it('leaves the samples for the next run while the judge is throttled', async () => {
    for (const id of ['a', 'b']) waits(id);
    const throttled = { kind: 'exception', name: 'ThrottlingException', message: CANARY } as const;
    bedrock.script(throttled, throttled, throttled, throttled);
    expect(await run()).toEqual({ pass: 0, fail: 0, unjudged: 0, postponed: 2 });
    expect(keys()).toHaveLength(2);
    expect(evaluate.lines().join('\n')).toContain('"outcome":"throttled"');
  });

  it('ends before its time is up, and leaves the rest', async () => {
    waits('a');
    expect(await run(2_000)).toMatchObject({ postponed: 1 });
    expect(bedrock.calls).toHaveLength(0);
  });

  it('gives up what is no sample', async () => {
    s3.objects.set('waiting/x.json', '{"messages": 1}');
    expect(await run()).toMatchObject({ unjudged: 1 });
    expect(keys()).toEqual([]);
  });

  it('fails, and so is seen, where the bucket cannot be read', async () => {
    s3.fail('refuse');
    await expect(run()).rejects.toThrow('What keeps prompts and answers is not available');
  });

  // last: it sets the clock forward
  it('asks no judge while the service saves, and leaves what waits', async () => {
    const told = (mode: Mode): void => {
      ssm.set('/mode', JSON.stringify({ ...FIRST_MODE, mode }));
      evaluate.later(MODE_LOOK_UP.staleMs + 1);
    };
    waits('a');
    told('economy');
    expect(await run()).toMatchObject({ postponed: 1 });
    expect([bedrock.calls.length, keys().length]).toEqual([0, 1]);
    told('normal');
    bedrock.script(scores(5));
    expect(await run()).toMatchObject({ pass: 1 });
  });
});
