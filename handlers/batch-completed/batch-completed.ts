import type { Context } from 'aws-lambda';
import { failureFields } from '../runtime/failure-fields';
import { ServiceError } from '../runtime/service-error';
import { type CompleteDependencies, completeJob } from './complete-job';
import { hasEnded, type Job, type Jobs } from './jobs';

export interface CompletedDependencies extends CompleteDependencies {
  readonly jobs: Jobs;
}

/** EventBridge's event of a job, or the schedule's: as far as we look at them. */
export interface CompletedEvent {
  readonly detail?: { readonly batchJobArn?: unknown };
  readonly sweep?: unknown;
}

/** A job takes a day at most, and may have ended a while ago. */
const SWEEP_DAYS = 3;
const DAY_MS = 86_400_000;

/**
 * Takes the answers of the job that an event names; on schedule, of all that have ended without being told of.
 *
 * @throws ServiceError when a job could not be taken, so that Lambda tries again and the event is not lost.
 */
export async function batchCompleted(
  event: CompletedEvent | null | undefined,
  context: Pick<Context, 'awsRequestId'>,
  dependencies: CompletedDependencies,
): Promise<void> {
  const { telemetry, log } = dependencies;
  const failures: ServiceError[] = [];
  const attempt = async <T>(work: Promise<T>): Promise<T | undefined> => {
    try {
      return await work;
    } catch (error) {
      const known = error instanceof ServiceError ? error : new ServiceError('internal', { cause: error });
      log('error', 'job not taken', { request_id: context.awsRequestId, ...failureFields(known) });
      failures.push(known);
      return undefined;
    }
  };
  for (const job of (await attempt(jobsOf(event, dependencies))) ?? []) await attempt(completeJob(job, dependencies));
  await telemetry.flush();
  const [first] = failures;
  // its cause may quote what a model said
  if (first !== undefined) throw new ServiceError(first.code);
}

async function jobsOf(
  event: CompletedEvent | null | undefined,
  { jobs, jobPrefix }: Pick<CompletedDependencies, 'jobs' | 'jobPrefix'>,
): Promise<Job[]> {
  if (event?.sweep === true) return jobs.ended(jobPrefix, new Date(Date.now() - SWEEP_DAYS * DAY_MS));
  const arn = event?.detail?.batchJobArn;
  if (typeof arn !== 'string') throw new ServiceError('invalid-request', { detail: 'The event names no job' });
  const job = await jobs.find(arn);
  return hasEnded(job) ? [job] : [];
}
