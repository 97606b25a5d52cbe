import { BATCH_KEYS, BATCH_LIMITS, type BatchPrompt } from '../contract/batch';
import type { BatchInference, ModelTarget } from '../contract/env';
import { type BatchBucket, linesOf } from '../runtime/batch/batch-bucket';
import { converse } from '../runtime/converse';
import type { ModelCall } from '../runtime/model-client';
import { storageClient, stored } from '../runtime/storage';

/** Bedrock gives up on a job after this; 24 is the least that it takes. */
const TIMEOUT_HOURS = 24;

/** The alias of the one model that all prompts are for, where Bedrock can take them as one job. */
export function jobModelOf(
  prompts: readonly BatchPrompt[],
  defaultModel: string,
  { models, fromRecords }: BatchInference,
): string | undefined {
  if (prompts.length < Math.max(fromRecords, BATCH_LIMITS.minBedrockRecords)) return undefined;
  const [alias = defaultModel, ...others] = new Set(prompts.map(({ model = defaultModel }) => model));
  return others.length === 0 && models.includes(alias) ? alias : undefined;
}

export interface Job {
  readonly id: string;
  readonly prompts: readonly BatchPrompt[];
  readonly target: ModelTarget;
  readonly maxOutputTokens: number;
  readonly guardrail: ModelCall['guardrail'];
}

/** Hands prompts over to Bedrock. @returns the job's ARN. @throws ServiceError `storage-unavailable` */
export type StartJob = (job: Job) => Promise<string>;

/**
 * Bedrock's batch inference, with records in the form of Converse. Twice with the same id is one job.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/batch-inference-data.html
 */
export const startJob =
  (bucketName: string, bucket: BatchBucket, { roleArn, kmsKeyArn, jobPrefix }: BatchInference): StartJob =>
  async ({ id, prompts, target, maxOutputTokens, guardrail }) => {
    const records = prompts.map(({ messages, system, maxTokens = maxOutputTokens }, index) => {
      const call = { target, messages, maxTokens, guardrail, ...(system === undefined ? {} : { system }) };
      // a job reads no prompt cache
      const {
        modelId: _,
        guardrailConfig,
        ...input
      } = converse({ ...call, target: { ...target, promptCaching: false } });
      // the trace is what proves, in each answer, that the guardrail was there
      return {
        recordId: recordIdOf(index),
        modelInput: { ...input, guardrailConfig: { ...guardrailConfig, trace: 'enabled' } },
      };
    });
    await bucket.put(BATCH_KEYS.bedrockInput(id), linesOf(records));
    // the control plane is another client, and few batches need it
    const { BedrockClient, CreateModelInvocationJobCommand } = await import('@aws-sdk/client-bedrock');
    const { jobArn } = await stored(
      new BedrockClient(storageClient()).send(
        new CreateModelInvocationJobCommand({
          jobName: `${jobPrefix}${id}`,
          clientRequestToken: id,
          roleArn,
          modelId: target.modelId,
          modelInvocationType: 'Converse',
          timeoutDurationInHours: TIMEOUT_HOURS,
          inputDataConfig: {
            s3InputDataConfig: { s3Uri: `s3://${bucketName}/${BATCH_KEYS.bedrockInput(id)}`, s3InputFormat: 'JSONL' },
          },
          outputDataConfig: {
            s3OutputDataConfig: {
              s3Uri: `s3://${bucketName}/${BATCH_KEYS.bedrockOutput(id)}`,
              s3EncryptionKeyId: kmsKeyArn,
            },
          },
        }),
      ),
    );
    return jobArn ?? '';
  };

/** Bedrock's own ids have eleven characters; a shorter one is not promised to come back. */
const recordIdOf = (index: number): string => String(index).padStart(11, '0');
