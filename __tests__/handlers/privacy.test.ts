import { ERRORS, type ErrorCode } from '../../handlers/contract/errors';
import { EVALUATION_RESULTS, SAMPLE_RESULTS } from '../../handlers/contract/evaluation';
import { LOG_ENVELOPE, LOG_FIELDS } from '../../handlers/contract/log-fields';
import { CACHE_RESULTS, METRICS, REPLAY_RESULTS } from '../../handlers/contract/metrics';
import { HANDLERS } from '../../handlers/contract/routes';
import { SPANS } from '../../handlers/contract/spans';
import { EXCEPTIONS, type ExceptionName, type Reply } from '../../tools/bedrock-stand-in/faults';
import {
  ENDPOINT_EXCEPTIONS,
  type EndpointExceptionName,
  type EndpointReply,
} from '../../tools/sagemaker-stand-in/faults';
import { CHEAP, promptsOf } from './batch-world';
import { leaksIn, MARK, POOR, type PrivacyWorld, privacyWorld, WITH_CONTENT, word } from './privacy-world';

/** What the gateway says before there is a function, or only a mistake of ours does. */
const NOT_HERE: readonly ErrorCode[] = ['not-found', 'forbidden', 'unsupported-media-type', 'internal'];

let world: PrivacyWorld;
/** What callers were given, by the path: the one who asked may have his answer. */
const given: { readonly path: string; readonly status: number; readonly text: string }[] = [];
/** Messages that were in the queue or among the dead letters at any time. */
const messages = new Set<string>();

const asked = (path: string, more: object = {}) => ({
  system: word(path, 'system'),
  messages: [
    { role: 'user', content: word(path, 'earlier') },
    { role: 'assistant', content: word(path, 'earlier') },
    { role: 'user', content: word(path, 'prompt') },
  ],
  user: word(path, 'user'),
  ...more,
});
const says = (path: string, more: object = {}): Reply => ({ kind: 'answer', text: word(path, 'answer'), ...more });
/** As AWS may quote what it was sent. */
const quotes = (name: ExceptionName): Reply => ({ kind: 'exception', name, message: `not: ${word(name, 'message')}` });

async function chat(path: string, body: unknown, more: Parameters<PrivacyWorld['chat']>[1] = {}): Promise<void> {
  given.push({ path, ...(await world.chat(body, more)) });
}

async function answersOfEveryKind(): Promise<void> {
  const { bedrock } = world.batches;
  for (const stream of [false, true]) {
    const path = stream ? 'streamed' : 'whole';
    bedrock.script(says(path), says(`${path}-cached`), says(`${path}-keyed`), {
      ...says(`${path}-guarded`, { stopReason: 'guardrail_intervened' }),
    });
    await chat(path, asked(path), { stream });
    for (const _ of ['miss', 'hit']) await chat(`${path}-cached`, asked(`${path}-cached`, { cache: true }), { stream });
    const key = word(`${path}-keyed`, 'key');
    for (const _ of ['first', 'replayed']) await chat(`${path}-keyed`, asked(`${path}-keyed`), { stream, key });
    await chat(`${path}-reused`, asked(`${path}-reused`), { stream, key });
    await chat(`${path}-guarded`, asked(`${path}-guarded`), { stream });
  }
}

async function faultsOfEveryModel(): Promise<void> {
  const { bedrock } = world.batches;
  const page: Reply = { kind: 'page', status: 502, body: `<p>${word('page', 'body')}</p>` };
  const broken = (['malformed', 'incomplete', 'cut', 'bad-checksum'] as const).map((kind): Reply => ({ kind }));
  const faults = [...(Object.keys(EXCEPTIONS) as ExceptionName[]).map(quotes), ...broken, page];
  for (const fault of faults) {
    bedrock.script(fault, fault);
    await chat('fault', asked('fault'));
    bedrock.reset();
    bedrock.script({ ...fault, afterDeltas: 2 } as Reply);
    await chat('midway', asked('midway'), { stream: true });
    bedrock.reset();
  }
  bedrock.script({ kind: 'hang' });
  await chat('hangs', asked('hangs'), { remainingMs: 1_600 });
  bedrock.reset();
  bedrock.script(says('left', { text: `${word('left', 'answer')} `.repeat(20), deltaMs: 2 }));
  await world.chat(asked('left'), { stream: true, leaves: true });
  bedrock.reset();
}

async function anEndpoint(): Promise<void> {
  const { endpoint } = world;
  for (const stream of [false, true]) {
    endpoint.script({ kind: 'answer', text: word('own', 'answer') });
    await chat('own', asked('own', { model: 'own' }), { stream });
    const quoting = Object.keys(ENDPOINT_EXCEPTIONS).map(
      (name): EndpointReply => ({
        kind: 'exception',
        name: name as EndpointExceptionName,
        message: `not: ${word(name, 'message')}`,
      }),
    );
    for (const fault of [...quoting, { kind: 'malformed' }, { kind: 'said-error' }, { kind: 'cut' }] as const) {
      endpoint.script(fault, fault);
      await chat('own-fault', asked('own-fault', { model: 'own' }), { stream });
      endpoint.reset();
    }
  }
}

async function requestsThatAreNone(): Promise<void> {
  const hi = [{ role: 'user', content: 'Hi' }];
  for (const body of [
    `{"messages": "${word('no-json', 'body')}`,
    { messages: word('no-list', 'prompt') },
    { messages: hi, [word('unknown', 'field')]: word('unknown', 'value') },
    { messages: hi, model: word('unknown-model', 'model').replaceAll('.', '-') },
    { messages: [{ role: word('role', 'role'), content: 'x' }] },
    asked('temperature', { temperature: 7 }),
    asked('too-large', { messages: [{ role: 'user', content: word('too-large', 'x').repeat(60_000) }] }),
  ])
    await chat('none', body);
  await chat('nobody', asked('nobody'), { apiKeyId: null });
  await chat('key', asked('key'), { key: `${word('key', 'key')}\u00e9` });
  for (const _ of ['over', 'refused']) await chat('poor', asked('poor'), { apiKeyId: POOR });
}

async function storesThatFail(): Promise<void> {
  const { bedrock } = world.batches;
  for (const operation of ['UpdateItem', 'GetItem', 'PutItem']) {
    world.tables.fail('refuse', operation);
    await chat(operation, asked(operation, { cache: true }), { key: word(operation, 'key') });
    world.tables.heal();
  }
  bedrock.script(says('twice', { latencyMs: 50 }));
  const key = word('twice', 'key');
  await Promise.all([chat('twice', asked('twice'), { key }), chat('twice', asked('twice'), { key })]);
  world.samples.fail('refuse');
  bedrock.reset();
  bedrock.script(says('lost'));
  await chat('lost', asked('lost'));
  world.samples.heal();
}

async function modesThatRefuse(): Promise<void> {
  for (const mode of ['cache-only', 'blocked', 'normal'] as const) {
    world.mode(mode);
    await chat(mode, asked(mode));
  }
}

const prompts = (path: string, count: number, more: object = {}) => {
  const { user: _, ...prompt } = asked(path);
  return promptsOf(count, { ...prompt, id: word(path, 'id'), ...more });
};

async function post(path: string, body: unknown, more: { readonly idempotencyKey?: string } = {}): Promise<string> {
  const { statusCode, body: text } = await world.batches.post(body, more);
  for (const message of world.batches.queue.waiting) messages.add(message);
  given.push({ path, status: statusCode, text });
  return (JSON.parse(text) as { id?: string }).id ?? '';
}

async function batchesOnBothRoads(): Promise<void> {
  const { batches } = world;
  const { bedrock, queue, bucket, table, jobs } = batches;
  const key = { idempotencyKey: word('batch', 'key') };
  const again = quotes('ThrottlingException');
  bedrock.script(says('batch'), quotes('ValidationException'), ...Array<Reply>(8).fill(again));
  const id = await post('batch', prompts('batch', 3), key);
  await post('batch-reused', prompts('batch-reused', 3), key);
  await batches.drain();
  for (const message of queue.dead) messages.add(message);
  bedrock.reset();
  queue.moveBack();
  bedrock.script(says('batch'));
  await batches.drain();
  given.push({ path: 'batch-read', status: 200, text: (await batches.get(id)).body });
  given.push({ path: 'batch-absent', status: 404, text: (await batches.get('0'.repeat(32))).body });

  await post('batch-none', `{"requests": "${word('batch-none', 'body')}`);
  await post('batch-none', prompts('batch-none', 1, { model: word('batch-none', 'model').replaceAll('.', '-') }));
  for (const [break_, mend] of [
    [() => bucket.fail('refuse'), () => bucket.heal()],
    [() => queue.fail('refuse'), () => queue.heal()],
    [() => table.fail('refuse'), () => table.heal()],
  ] as const) {
    break_();
    await post('batch-stores', prompts('batch-stores', 1));
    mend();
  }
  jobs.fail('error');
  await post('no-job', prompts('no-job', 100, { model: CHEAP }));
  jobs.heal();

  await post('job', prompts('job', 100, { model: CHEAP }));
  const { jobArn } = jobs.jobs.at(-1) ?? { jobArn: '' };
  const outputs = [
    {
      modelOutput: {
        output: { message: { role: 'assistant', content: [{ text: word('job', 'answer') }] } },
        stopReason: 'end_turn',
        usage: { inputTokens: 10, outputTokens: 5, totalTokens: 15 },
        trace: { guardrail: {} },
      },
    },
    { error: { errorCode: 400, errorMessage: word('job', 'message') } },
    { modelOutput: word('job', 'malformed') },
  ];
  await world.batches.functions['batch-completed'].run(jobs.end(jobArn, 'PartiallyCompleted', (_, at) => outputs[at]));
  await world.batches.functions['batch-completed'].run({ detail: { batchJobArn: 'arn:of-nobody' } }).catch(String);
  for (const message of queue.waiting) messages.add(message);
}

async function judgements(): Promise<void> {
  const { bedrock } = world.batches;
  const reasons = (score: number) =>
    says('judge', { text: `{"score": ${score}, "reason": "${word('judge', 'reason')}"}` });
  bedrock.script(reasons(5), reasons(1), says('judge'), says('judge'), says('judge'), says('judge'));
  world.samples.objects.set('waiting/2026-11-25T10:00:00.000Z-bad.json', `{"messages": "${word('bad', 'sample')}"}`);
  await world.evaluate();
  bedrock.reset();
  bedrock.script(...Array<Reply>(2).fill(quotes('ThrottlingException')));
  await chat('judged', asked('judged'));
  bedrock.reset();
  await chat('judged', asked('judged'));
  bedrock.script(...Array<Reply>(9).fill(quotes('ThrottlingException')));
  await world.evaluate();
  world.samples.fail('refuse');
  given.push({ path: 'evaluate', status: 500, text: String(await world.evaluate()) });
  world.samples.heal();
  bedrock.reset();
}

beforeAll(async () => {
  world = await privacyWorld();
  await answersOfEveryKind();
  await faultsOfEveryModel();
  await anEndpoint();
  await requestsThatAreNone();
  await storesThatFail();
  await modesThatRefuse();
  await batchesOnBothRoads();
  await judgements();
  await world.batches.extension.waitFor(({ path }) => path === '/v0.4/traces');
}, 60_000);
afterAll(() => world.close());

describe('this test', () => {
  it('has every function that sees a prompt', () => {
    expect(HANDLERS.filter((name) => !WITH_CONTENT.includes(name))).toEqual([
      'health',
      'budget-guard',
      'rotate-datadog-key',
    ]);
  });

  it('has gone every way that an answer, an error and a sample can go', () => {
    const outcomes = new Set([
      ...world.told(METRICS.chatRequests, 'outcome'),
      ...world.told(METRICS.batchRequests, 'outcome'),
    ]);
    const wanted = ['ok', 'guardrail', ...Object.keys(ERRORS)].filter((code) => !NOT_HERE.includes(code as ErrorCode));
    expect([...outcomes].sort()).toEqual(wanted.sort());
    expect([...world.told(METRICS.cacheRequests, 'result')].sort()).toEqual([...CACHE_RESULTS].sort());
    expect([...world.told(METRICS.replays, 'result')].sort()).toEqual([...REPLAY_RESULTS].sort());
    expect([...world.told(METRICS.samples, 'result')].sort()).toEqual([...SAMPLE_RESULTS].sort());
    expect([...world.told(METRICS.evaluations, 'result')].sort()).toEqual([...EVALUATION_RESULTS].sort());
    expect([...world.told(METRICS.batchItems, 'road')].sort()).toEqual(['bedrock', 'queue']);
    expect(world.told(METRICS.batchRetries, 'outcome')).toContain('throttled');
  });

  it('finds a word in whatever form it was written', () => {
    const hidden = `x${word('a', 'b')}`;
    for (const text of [
      hidden,
      ...(['hex', 'base64', 'base64url'] as const).map((form) => Buffer.from(hidden).toString(form)),
    ])
      expect(leaksIn(`left ${text} right`)).not.toEqual([]);
    expect(leaksIn(JSON.stringify(METRICS))).toEqual([]);
  });
});

describe('prompts and answers', () => {
  it('are in no log line and no metric', () => {
    expect(world.lines().length).toBeGreaterThan(100);
    expect(world.lines().flatMap(leaksIn)).toEqual([]);
  });

  it('are in no trace, span or evaluation', () => {
    const { sent } = world.batches.extension;
    for (const road of ['/v0.4/traces', '/llmobs', '/eval-metric'])
      expect(sent.filter(({ path }) => path.endsWith(road)).length).toBeGreaterThan(0);
    expect(sent.flatMap(({ path, body }) => [...leaksIn(path), ...leaksIn(body)])).toEqual([]);
  });

  it('are in no message, alive or dead, and in no order for a job', () => {
    expect(messages.size).toBeGreaterThan(0);
    expect([...messages, JSON.stringify(world.batches.jobs.jobs)].flatMap(leaksIn)).toEqual([]);
  });

  it('are in the name of no object', () => {
    const keys = [...world.batches.bucket.calls, ...world.samples.calls].map(({ key }) => key);
    expect(keys.flatMap(leaksIn)).toEqual([]);
  });

  it('are in no call to a table in plain text, and in no item beside the answer', async () => {
    const calls = [...world.tables.calls, ...world.batches.table.calls].map(({ body }) => body);
    const items = JSON.stringify(await world.batches.table.items('test-batches'));
    expect([...calls, items, (await world.kept()).rest].flatMap(leaksIn)).toEqual([]);
  });

  it('go back to nobody but who asked, and never with a problem', () => {
    const foreign = given.flatMap(({ path, status, text }) =>
      // what comes midway comes after the stand-in's own words
      leaksIn(status === 200 ? text.replaceAll(word(path, 'answer'), '') : text).map((leak) => `${path}: ${leak}`),
    );
    expect(foreign).toEqual([]);
    const own = given.filter(({ path, text }) => text.includes(word(path, 'answer'))).map(({ path }) => path);
    expect(new Set(own)).toEqual(
      new Set(
        ['whole', 'streamed']
          .flatMap((path) => ['', '-cached', '-keyed', '-guarded'].map((way) => path + way))
          .concat('own', 'twice', 'lost'),
      ),
    );
  });

  it('are on spans of a model where the data policy lets them, and in no log line even then', async () => {
    world.batches.bedrock.script(says('shown'));
    const { onSpans, elsewhere } = await world.shown(asked('shown'));
    for (const part of ['prompt', 'system', 'answer']) expect(onSpans).toContain(word('shown', part));
    expect([...leaksIn(elsewhere), ...world.lines().flatMap(leaksIn)]).toEqual([]);
  });

  it('are where the data policy says: batch bucket, response cache, idempotency table, samples bucket', async () => {
    const { answers } = await world.kept();
    expect(answers).toContain(word('whole-cached', 'answer'));
    expect(answers).toContain(word('streamed-keyed', 'answer'));
    // neither keeps what was asked
    expect(answers).not.toMatch(new RegExp(`${MARK}\\.[\\w-]+\\.(prompt|system|earlier|user|key)`));
    const lying = (objects: ReadonlyMap<string, string>) => [...objects.values()].join('\n');
    const batch = lying(world.batches.bucket.objects);
    for (const part of ['prompt', 'system', 'answer'])
      for (const path of ['batch', 'job']) expect(batch).toContain(word(path, part));
    const samples = lying(world.samples.objects);
    for (const part of ['prompt', 'system']) expect(samples).toContain(word('judged', part));
    // a sample names nobody
    expect(samples).not.toContain('.user');
  });
});

/** Tags that Datadog's libraries put on by themselves. */
const THEIR_TAGS = /^(env|service|source|ml_app|ddtrace\.version|error|error_type|language|version|dd_lambda_layer):/;

interface LlmSpan {
  readonly name: string;
  readonly tags: readonly string[];
  readonly meta: { readonly metadata?: Readonly<Record<string, unknown>> };
  readonly metrics: Readonly<Record<string, number>>;
}

describe('what is told instead', () => {
  it('are metrics of the contract, each with the tags that it lists', () => {
    const known = new Map<string, readonly string[]>(Object.values(METRICS).map(({ name, tags }) => [name, tags]));
    const points = world
      .lines()
      .filter((line) => line.startsWith('{"e":'))
      .map((line) => JSON.parse(line) as { m: string; t: string[] })
      .filter(({ m }) => !m.startsWith('aws.lambda.enhanced.'));
    expect(new Set(points.map(({ m }) => m)).size).toBeGreaterThan(25);
    for (const { m, t } of points) {
      const keys = t.filter((tag) => !tag.startsWith('dd_lambda_layer:')).map((tag) => tag.split(':')[0]);
      expect([m, [...keys].sort()]).toEqual([m, [...(known.get(m) ?? [])].sort()]);
    }
  });

  it('are log lines with fields of the contract', () => {
    const known = new Set<string>([...LOG_ENVELOPE, ...Object.keys(LOG_FIELDS)]);
    const lines = world.lines().filter((line) => line.startsWith('{') && !line.startsWith('{"e":'));
    const strange = lines
      .flatMap((line) => Object.keys(JSON.parse(line) as object))
      .filter((field) => !known.has(field));
    expect(strange).toEqual([]);
  });

  it('are spans of the contract, with its tags, metadata and metrics', () => {
    const spans = world.batches.extension.sent
      .filter(({ path }) => path.endsWith('/api/v2/llmobs'))
      .flatMap(({ body }) => (JSON.parse(body) as { spans: LlmSpan[] }[]).flatMap((one) => one.spans));
    for (const { name, tags, meta, metrics } of spans) {
      const kind = Object.values(SPANS).find((one) => one.name === name);
      const own = tags.filter((tag) => !THEIR_TAGS.test(tag)).map((tag) => tag.split(':')[0] ?? '');
      const { _dd, ...metadata } = meta.metadata ?? {};
      const beyond = [
        own.filter((tag) => !(kind?.tags as readonly string[] | undefined)?.includes(tag)),
        Object.keys(metadata).filter((key) => !(kind?.metadata as readonly string[] | undefined)?.includes(key)),
        Object.keys(metrics).filter((key) => !(kind?.metrics as readonly string[] | undefined)?.includes(key)),
      ];
      expect([name, ...beyond]).toEqual([name, [], [], []]);
    }
    expect(new Set(spans.map(({ name }) => name))).toEqual(new Set(Object.values(SPANS).map(({ name }) => name)));
  });
});
