import { Construct } from 'constructs';
import { BATCH_KEYS } from '../../handlers/contract/batch';
import { BATCH_TABLE_CALL } from '../../handlers/contract/deadlines';
import type { HandlerName } from '../../handlers/contract/routes';
import type { ServiceConfig } from '../config/schema';
import { nameOf } from '../names';
import type { Grant, Part } from '../parts';
import { BatchInferenceRole } from './batch-inference-role';
import { Bucket } from './bucket';
import { handlersOf } from './functions';
import type { AwsEndpoint } from './network-endpoints';
import { Queue } from './queue';
import { sendEndpoint } from './queue-access';
import type { RoleGrant } from './service-role';
import { PROMPTS_A_SECOND, Table } from './table';

export type BatchConfig = NonNullable<ServiceConfig['batch']>;

export interface BatchStoreProps {
  readonly config: ServiceConfig;
  readonly batch: BatchConfig;
  /** Prompts, answers, and what is known of batches. */
  readonly contentKeyArn: string;
  /** Messages, which hold ids. */
  readonly dataKeyArn: string;
  /** What calls to some models need, whole answers only. */
  readonly modelGrants: (aliases: readonly string[]) => readonly RoleGrant[];
}

/** Megabytes that the largest batch leaves: prompts, what a job reads, and results. */
const LARGEST_BATCH_MB = 12;
/** KB of the item of a batch with a thousand numbers of prompts that are done. */
const ITEM_KB = 6;

/** Where batches lie while they are worked at: queue, bucket, table, and what Bedrock becomes to get at the bucket. */
export class BatchStore extends Construct {
  readonly queue: Queue;
  readonly bucket: Bucket;
  readonly table: Table;
  /** Absent: everything goes through the queue. */
  readonly inferenceRole: BatchInferenceRole | undefined;
  /** First part of a job's name, by which events of other environments are told apart. */
  readonly jobPrefix: string;
  readonly parts: readonly Part[];
  readonly grants: readonly Grant[];

  constructor(
    scope: Construct,
    id: string,
    { config, batch, contentKeyArn, dataKeyArn, modelGrants }: BatchStoreProps,
  ) {
    super(scope, id);

    const { worker, inference } = batch;
    const atOnce = worker.concurrency * worker.batchSize;
    const fresh = config.requirements?.batchFreshness;
    const keepDays = config.data.keepDays.batches;
    this.queue = new Queue(this, 'queue', {
      config,
      part: 'batches',
      kmsKeyArn: dataKeyArn,
      worker: { ...worker, batchingWindowSeconds: 0 },
      attempts: batch.attempts,
      ...(fresh === undefined ? {} : { promisedSeconds: fresh.minutes * 60 }),
    });
    this.bucket = new Bucket(this, 'bucket', {
      config,
      part: 'batches',
      kmsKeyArn: contentKeyArn,
      expiryDays: keepDays,
      // an older version would keep prompts beyond the time for which they may be kept
      versioned: false,
      expectedGigabytes: Math.max(1, Math.ceil((batch.perDay * keepDays * LARGEST_BATCH_MB) / 1_000)),
    });
    this.table = new Table(this, 'table', {
      config,
      table: 'batches',
      kmsKeyArn: contentKeyArn,
      units: {
        // every prompt: the batch is read as it is now, which costs a unit for 4 KB; claimed; and its result recorded
        read:
          atOnce * PROMPTS_A_SECOND * Math.ceil(ITEM_KB / 4) +
          config.api.throttle.ratePerSecond * Math.ceil(ITEM_KB / 4),
        write: atOnce * PROMPTS_A_SECOND * (1 + ITEM_KB) + config.api.throttle.ratePerSecond,
      },
      // a backup would say of a batch that is deleted that it is there
      recoverable: false,
      callers: { deadlineMs: BATCH_TABLE_CALL.deadlineMs, unanswered: 'fail' },
      actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
    });
    this.inferenceRole =
      inference &&
      new BatchInferenceRole(this, 'inference', {
        config,
        bucket: this.bucket,
        modelGrants: modelGrants(inference.models),
      });

    // Bedrock takes names of 63 characters, and the id of a batch has 32
    this.jobPrefix = nameOf(config, '', 30);
    this.parts = [...this.queue.parts, this.bucket.part, this.table.part];
    this.grants = this.inferenceRole?.grants ?? [];
  }

  /** What the functions in a VPC need of the network, beside the way to tables. */
  endpoints(config: ServiceConfig): AwsEndpoint[] {
    const scopeOf = (...handlers: HandlerName[]) =>
      handlersOf(config)
        .filter((handler) => handlers.includes(handler))
        .map((handler) => `functionname:${nameOf(config, handler)}`);
    const senders = scopeOf('batches', 'batch-completed');
    return [
      this.bucket.endpoint(this.objectGrants(), scopeOf('batches', 'batch-worker', 'batch-completed')),
      sendEndpoint([this.queue.arn], senders),
      ...(this.inferenceRole === undefined ? [] : [jobEndpoint(senders)]),
    ];
  }

  /** Reading and writing whatever belongs to batches, which all of their functions do. */
  objectGrants(): RoleGrant[] {
    return [
      ...this.bucket.objectGrants({
        sid: 'KeepBatches',
        actions: ['s3:GetObject', 's3:PutObject'],
        prefix: BATCH_KEYS.prefix,
        why: 'prompts and results of batches lie there',
      }),
      this.bucket.listGrant('a prompt without a result is told from one that may not be read'),
    ];
  }
}

export const jobArn = ({ aws }: Pick<ServiceConfig, 'aws'>): string =>
  `arn:aws:bedrock:${aws.region}:${aws.accountId}:model-invocation-job/*`;

/** The control plane of Bedrock, which is another service than the one that answers. */
const jobEndpoint = (scope: readonly string[]): AwsEndpoint => ({
  service: 'bedrock',
  actions: ['bedrock:CreateModelInvocationJob', 'bedrock:GetModelInvocationJob', 'bedrock:ListModelInvocationJobs'],
  resources: ['*'],
  wildcard:
    'Bedrock gives jobs their ids, a job names the model too, and lists work on the whole account; the grants of the functions are narrower',
  carries: 'work',
  scope,
});
