import { BedrockClient, GetModelInvocationJobCommand, ListModelInvocationJobsCommand } from '@aws-sdk/client-bedrock';
import { BATCH_JOB_EVENT } from '../contract/batch';
import { storageClient, stored } from '../runtime/storage';

/** A batch inference job, as Bedrock tells of it. */
export interface Job {
  readonly arn: string;
  readonly name: string;
  readonly status: string;
  readonly modelId: string;
}

/** Bedrock's jobs. Every method throws a ServiceError `storage-unavailable`, and nothing else. */
export interface Jobs {
  find(arn: string): Promise<Job>;
  /** Those that were submitted since then and have ended. */
  ended(namePrefix: string, since: Date): Promise<Job[]>;
}

export const hasEnded = ({ status }: Job): boolean => BATCH_JOB_EVENT.ends.some((end) => end === status);

interface Told {
  readonly jobArn?: string | undefined;
  readonly jobName?: string | undefined;
  readonly status?: string | undefined;
  readonly modelId?: string | undefined;
}

const jobOf = ({ jobArn = '', jobName = '', status = '', modelId = '' }: Told): Job => ({
  arn: jobArn,
  name: jobName,
  status,
  modelId,
});

export function bedrockJobs(): Jobs {
  const client = new BedrockClient(storageClient());
  return {
    find: async (jobIdentifier) =>
      jobOf(await stored(client.send(new GetModelInvocationJobCommand({ jobIdentifier })))),
    ended: async (nameContains, submitTimeAfter) => {
      const found: Job[] = [];
      let nextToken: string | undefined;
      do {
        const page = await stored(
          client.send(
            new ListModelInvocationJobsCommand({
              nameContains,
              submitTimeAfter,
              ...(nextToken === undefined ? {} : { nextToken }),
            }),
          ),
        );
        found.push(...(page.invocationJobSummaries ?? []).map(jobOf));
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
      return found.filter(hasEnded);
    },
  };
}
