import { LambdaEventSourceMapping } from '@cdktf/provider-aws/lib/lambda-event-source-mapping';
import { Construct } from 'constructs';
import type { Bundles } from '../bundles';
import type { Grant, Part } from '../parts';
import type { ApiTarget } from './api';
import {
  type BatchEnvironmentInput,
  batchCompletedEnvironment,
  batchesEnvironment,
  batchWorkerEnvironment,
} from './batch-environment';
import { type BatchGrantsInput, batchesGrants, completedGrants, workerGrants } from './batch-grants';
import { BatchJobEvents, jobRuleArn, sweepRuleArn } from './batch-job-events';
import { DeadLetters } from './dead-letters';
import { BATCHES_SIZE, type ChatModels, COMPLETED_SIZE } from './functions';
import { type FunctionPlatform, HandlerFunction } from './handler-function';
import type { ModeParameter } from './mode-parameter';

export interface BatchProps extends Omit<BatchGrantsInput, 'config' | 'mode'> {
  readonly mode: ModeParameter;
  readonly platform: FunctionPlatform;
  readonly bundles: Bundles;
  readonly models: ChatModels;
  readonly contentKeyArn: string;
}

const RETRIES = 2;
const HOUR_SECONDS = 3_600;

/** The functions for batches, and what sets them going: the API, the queue, events of Bedrock. */
export class Batch extends Construct {
  readonly parts: readonly Part[];
  readonly grants: readonly Grant[];
  /** What API Gateway calls. */
  readonly target: ApiTarget;

  constructor(
    scope: Construct,
    id: string,
    { platform, batch, bundles, store, usage, models, mode, modelGrants, contentKeyArn }: BatchProps,
  ) {
    super(scope, id);

    const { config } = platform;
    const input: BatchEnvironmentInput = {
      config,
      models,
      mode,
      places: {
        table: store.table.name,
        bucket: store.bucket.name,
        queueUrl: store.queue.url,
        ...(store.inferenceRole === undefined ? {} : { inferenceRoleArn: store.inferenceRole.arn }),
        contentKeyArn,
        jobPrefix: store.jobPrefix,
      },
    };
    const granted: BatchGrantsInput = { config, batch, store, usage, mode, modelGrants };

    const api = new HandlerFunction(this, 'batches', {
      platform,
      handler: 'batches',
      description: 'Answers POST /v1/batches and GET /v1/batches/{id}',
      bundle: bundles.batches,
      size: BATCHES_SIZE,
      environment: { ...batchesEnvironment(input) },
      grants: batchesGrants(granted),
    });
    const { memoryMb, timeoutSeconds, concurrency, batchSize } = batch.worker;
    const worker = new HandlerFunction(this, 'worker', {
      platform,
      handler: 'batch-worker',
      description: 'Answers the prompts of batches one by one',
      bundle: bundles['batch-worker'],
      size: { memoryMb, timeoutSeconds, reservedConcurrency: concurrency, provisionedConcurrency: 0 },
      environment: { ...batchWorkerEnvironment(input) },
      grants: workerGrants(granted),
    });
    new LambdaEventSourceMapping(this, 'messages', {
      eventSourceArn: store.queue.arn,
      functionName: worker.aliasArn,
      batchSize,
      // a prompt that fails comes again without those that were answered beside it
      functionResponseTypes: ['ReportBatchItemFailures'],
      // Lambda would otherwise take more messages than the function may work on, and throttles use up their attempts
      scalingConfig: { maximumConcurrency: concurrency },
      // Lambda looks whether the role may read the queue
      dependsOn: [worker.policy],
    });

    const jobs = store.inferenceRole === undefined ? undefined : this.#jobs(platform, bundles, input, granted);
    this.target = api.target;
    this.parts = [api.part, worker.part, ...(jobs?.parts ?? [])];
    this.grants = [...api.grants, ...worker.grants, ...(jobs?.grants ?? [])];
  }

  /** What takes the answers of jobs, and what tells it of them. */
  #jobs(platform: FunctionPlatform, bundles: Bundles, input: BatchEnvironmentInput, granted: BatchGrantsInput) {
    const { config } = platform;
    const deadLetters = new DeadLetters(this, 'completed-dead', {
      config,
      of: { kind: 'function', part: 'batch-completed' },
      kmsKeyArn: platform.dataKeyArn,
      senders: [jobRuleArn(config), sweepRuleArn(config)].map((sourceArn) => ({
        service: 'events.amazonaws.com',
        sourceArn,
      })),
    });
    const completed = new HandlerFunction(this, 'completed', {
      platform,
      handler: 'batch-completed',
      description: 'Takes the answers of batch inference jobs that have ended',
      bundle: bundles['batch-completed'],
      size: COMPLETED_SIZE,
      environment: { ...batchCompletedEnvironment(input) },
      grants: completedGrants(granted),
      asynchronous: { deadLetters, retries: RETRIES, maxAgeSeconds: HOUR_SECONDS },
    });
    new BatchJobEvents(this, 'events', {
      config,
      jobPrefix: input.places.jobPrefix,
      function: completed.target,
      aliasArn: completed.aliasArn,
      deadLettersArn: deadLetters.arn,
    });
    return { parts: [completed.part, deadLetters.part], grants: completed.grants };
  }
}
