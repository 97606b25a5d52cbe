import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { dev } from '../../stacks/config/environments/dev';
import { queueNameOf } from '../../stacks/names';
import { bedrockBatchStandIn } from '../bedrock-batch-stand-in/server';
import { s3StandIn } from '../s3-stand-in/server';
import { sqsStandIn } from '../sqs-stand-in/server';
import type { DevFunction } from './dev-function';
import type { BatchEndpoints } from './environment';
import { scriptOf } from './faults';
import type { Recorder } from './recorder';
import type { DevRecord } from './records';

/** Those that a queue and events set going. */
export interface BatchFunctions {
  readonly 'batch-worker': DevFunction<SQSBatchResponse>;
  readonly 'batch-completed': DevFunction<void>;
}

/** Where batches lie, and what sets the functions going that work on them, as Lambda and EventBridge do. */
export interface DevBatches {
  readonly endpoints: BatchEndpoints;
  /** From now on the functions get their messages and events. */
  begin(functions: BatchFunctions): void;
  close(): Promise<void>;
}

export interface DevBatchesOptions {
  readonly recorder: Recorder;
  finished(record: DevRecord): void;
  /** How long a message stays hidden that was given back. Default: a second, where AWS has minutes. */
  readonly visibilityMs?: number;
  /** How long a job takes. Default: a second, where Bedrock has hours. */
  readonly jobMs?: number;
}

const NOTHING = { attempts: 5, worker: { concurrency: 1, batchSize: 10 } };

export async function devBatches({
  recorder,
  finished,
  visibilityMs = 1_000,
  jobMs = 1_000,
}: DevBatchesOptions): Promise<DevBatches> {
  const { attempts, worker } = dev.batch ?? NOTHING;
  const ending = new AbortController();
  const pause = (ms: number): Promise<void> => setTimeout(ms, undefined, { signal: ending.signal });
  let functions: BatchFunctions | undefined;
  let busy = 0;

  const bucket = await s3StandIn();
  const [queue, jobs] = await Promise.all([
    sqsStandIn({ name: queueNameOf(dev, 'batches'), maxReceiveCount: attempts, arrived: () => work() }),
    bedrockBatchStandIn({
      objects: bucket.objects,
      started: ({ jobArn }) =>
        void pause(jobMs).then(
          () => run(functions?.['batch-completed'], jobs.end(jobArn), { method: 'JOB', path: 'batch-completed' }),
          () => {},
        ),
    }),
  ]);

  /** One invocation, on the page and on the terminal like a request. @returns nothing when the function failed */
  async function run<T>(fn: DevFunction<T> | undefined, event: object, about: Pick<DevRecord, 'method' | 'path'>) {
    const requestId = randomUUID();
    const record = recorder.start({ id: requestId, ...about });
    const started = performance.now();
    let status = 500;
    try {
      const result = await fn?.invoke({
        event,
        requestId,
        script: scriptOf(undefined, ''),
        gone: ending.signal,
        receiver: { line: (text) => recorder.line(record, text), head: () => {}, chunk: () => {} },
      });
      status = 200;
      return result;
    } catch (error) {
      recorder.line(record, String(error));
      return undefined;
    } finally {
      Object.assign(record, { status, ms: Math.round(performance.now() - started) });
      recorder.notify({ kind: 'record', record });
      finished(record);
    }
  }

  /** The event source mapping: so many executions at a time, so many messages each. */
  function work(): void {
    if (functions === undefined || ending.signal.aborted) return;
    while (busy < worker.concurrency) {
      const Records = queue.receive(worker.batchSize);
      if (Records.length === 0) return;
      busy += 1;
      void deliver(Records).finally(() => {
        busy -= 1;
        work();
      });
    }
  }

  async function deliver(Records: readonly SQSRecord[]): Promise<void> {
    const answer = await run(functions?.['batch-worker'], { Records }, { method: 'SQS', path: 'batch-worker' });
    // a function that fails gives all of them back
    const back = new Set(answer?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const { messageId } of Records) {
      if (answer !== undefined && !back.has(messageId)) queue.remove(messageId);
      else
        void pause(visibilityMs).then(
          () => queue.giveBack(messageId),
          () => {},
        );
    }
  }

  return {
    endpoints: { queueUrl: queue.queueUrl, sqsUrl: queue.url, s3Url: bucket.url, jobsUrl: jobs.url },
    begin: (given) => {
      functions = given;
      work();
    },
    close: async () => {
      ending.abort();
      await Promise.all([bucket, queue, jobs].map((one) => one.close()));
    },
  };
}
