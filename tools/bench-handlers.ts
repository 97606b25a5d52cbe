import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { FIRST_MODE } from '../handlers/contract/modes';
import { dev } from '../stacks/config/environments/dev';
import { prod } from '../stacks/config/environments/prod';
import { inTurn, throughput, timed } from './bench-handlers/measure';
import { type Contestant, coldStart, type Serving, serving } from './bench-handlers/processes';
import { bundleHandlers } from './bundle/bundle-handlers';
import { environmentOf, MODE_PARAMETER } from './dev/environment';
import { quantile } from './quantile';
import { ssmStandIn } from './ssm-stand-in/server';

const HELP = `Measures the chat handler side by side with the thinnest program that makes the same call: npm run bench:handlers -- [--rounds 500]

  thin       JSON in, AWS SDK Converse, JSON out: no validation, no deadline, no limits, no telemetry
  chat       the bundle as it is shipped, but without its tables: limits, cache and idempotency are not measured
  chat+dd    the same under Datadog's tracer and wrapper, as in the layer
  +tables    the same with a tenant's limit and the response cache, whose answers are never there: four calls to tables

Each in a process of its own, over HTTP as in a container, with a Bedrock and a DynamoDB that answer at once. Nothing is sent anywhere else.
`;

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '500' }, help: { type: 'boolean' } } });

const BODY = JSON.stringify({
  messages: [{ role: 'user', content: 'What is a plan? '.repeat(40) }],
  maxTokens: 256,
});
const CONNECTIONS = 32;
const SECONDS = 4;
/** What is counted and told goes nowhere here. */
const NOBODY = 'http://127.0.0.1:9';

async function main(rounds: number): Promise<void> {
  // where no node_modules is near: the bundle would find Datadog's library there without a layer
  const folder = mkdtempSync(join(tmpdir(), 'bench-handlers-'));
  const { chat } = await bundleHandlers({ names: ['chat'], out: folder });
  await build({
    entryPoints: ['tools/bench-handlers/thin.ts'],
    outfile: join(folder, 'thin.js'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    mainFields: ['module', 'main'],
    minify: true,
    logLevel: 'error',
  });
  const ours = join(folder, 'chat/index.js');
  const contestants: readonly Contestant[] = [
    { name: 'thin', entry: join(folder, 'thin.js'), datadog: false },
    { name: 'chat', entry: ours, datadog: false },
    { name: 'chat+dd', entry: ours, datadog: true },
    { name: '+tables', entry: ours, datadog: true, tables: true },
  ];
  const [bedrock, tables] = await Promise.all([
    standIn('tools/bedrock-stand-in.ts', '--port', '0'),
    standIn('tools/bench-handlers/tables.ts'),
  ]);
  const ssm = await ssmStandIn();
  ssm.set(MODE_PARAMETER, JSON.stringify(FIRST_MODE));
  const withTables = environmentOf('chat', {
    bedrockUrl: bedrock.url,
    dynamodbUrl: tables.url,
    telemetryUrl: NOBODY,
    ssmUrl: ssm.url,
  });
  const env = {
    ...withTables,
    // as for who asks for it
    RESPONSE_CACHE: withTables['RESPONSE_CACHE']?.replace('"byDefault":false', '"byDefault":true') ?? 'off',
    // production's lines, not those of somebody who develops
    LOG_LEVEL: prod.chat.logLevel,
    BENCH_MODEL_ID: 'arn:aws:bedrock:us-east-1:111111111111:application-inference-profile/bench',
    BENCH_BODY: BODY,
  };
  const servers = await Promise.all(contestants.map((one) => serving(one, env)));
  const at = (path: string) => servers.map(({ url }) => `${url}${path}`);

  await inTurn([...at('/chat'), ...at('/stream')], Math.ceil(rounds / 4), (url) => timed(url, BODY));
  const whole = await inTurn(at('/chat'), rounds, async (url) => (await timed(url, BODY)).allMs);
  const streamed = await inTurn(at('/stream'), Math.ceil(rounds / 2), async (url) => (await timed(url, BODY)).firstMs);
  const many = await inTurn(at('/chat'), 3, (url) => throughput(url, BODY, CONNECTIONS, SECONDS));
  for (const server of servers) server.close();
  const cold = await inTurn(contestants, 11, (one) => coldStart(one, env));
  bedrock.close();
  tables.close();
  await ssm.close();

  const median = (lists: readonly number[][]): number[] => lists.map((list) => quantile(list, 0.5));
  const kilobytes = contestants.map(
    ({ entry }) => (entry === ours ? (chat?.bytes ?? 0) : statSync(entry).size) / 1_000,
  );
  rmSync(folder, { recursive: true });
  console.log(
    `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.version}; model ${dev.chat.defaultModel}\n`,
  );
  console.log(`${' '.repeat(34)}${contestants.map(({ name }) => name.padStart(10)).join('')}   chat to thin`);
  const row = (
    name: string,
    figures: readonly number[],
    digits: number,
    compare: (thin: number, chat: number) => string,
  ) => {
    const [thin = Number.NaN, second = Number.NaN] = figures;
    console.log(
      name.padEnd(34) +
        figures.map((value) => value.toFixed(digits).padStart(10)).join('') +
        `   ${compare(thin, second)}`,
    );
  };
  const added = (thin: number, second: number) => `${second - thin >= 0 ? '+' : ''}${(second - thin).toFixed(2)}`;
  const ratio = (thin: number, second: number) => `${(second / thin).toFixed(2)} x`;
  row('one at a time, p50, ms', median(whole), 2, added);
  row(
    'one at a time, p95, ms',
    whole.map((list) => quantile(list, 0.95)),
    2,
    added,
  );
  row('first byte of a stream, p50, ms', median(streamed), 2, added);
  row(`${CONNECTIONS} at a time, answers a second`, median(many), 0, ratio);
  row('cold start to first answer, ms', median(cold.map((list) => list.map(({ answerMs }) => answerMs))), 0, added);
  row('cold start to code loaded, ms', median(cold.map((list) => list.map(({ importMs }) => importMs))), 0, added);
  row('code loaded at a cold start, kB', kilobytes, 0, added);
}

/** A program that prints where it listens: `NAME=http://...`. */
async function standIn(...program: readonly string[]): Promise<Serving> {
  const child = spawn(process.execPath, ['tools/run.mjs', ...program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { url: line.toString().trim().split('=')[1] ?? '', close: () => void child.kill() };
}

if (values.help) console.log(HELP);
else void main(Number(values.rounds));
