import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { DEADLINES } from '../contract/deadlines';
import { failureFields } from '../runtime/failure-fields';
import { mapped } from '../runtime/mapped';
import { ServiceError } from '../runtime/service-error';
import { type WorkDependencies, workMessage } from './work-message';

/** Prompts of one invocation that are with a model at the same time. */
const AT_ONCE = 5;
/** With less time left no further prompt is begun: a model needs some, and the message would only use up a delivery. */
const MIN_START_MS = 2_000;

/**
 * Works at a batch of messages and names those that must come again.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */
export async function batchWorker(
  event: Partial<SQSEvent> | null | undefined,
  context: Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis'>,
  dependencies: WorkDependencies,
): Promise<SQSBatchResponse> {
  const { telemetry, log } = dependencies;
  const remainingMs = (): number => context.getRemainingTimeInMillis() - DEADLINES.reserveMs;
  const holdMs = context.getRemainingTimeInMillis();
  const trace = telemetry.trace();
  const records = event?.Records ?? [];
  const back: string[] = [];
  await mapped(records, AT_ONCE, async (record) => {
    const about = {
      request_id: context.awsRequestId,
      ...placeOf(record),
      ...(trace === undefined ? {} : { dd: trace }),
    };
    try {
      if (remainingMs() < MIN_START_MS)
        throw new ServiceError('model-timeout', { detail: 'No time was left to begin' });
      await workMessage(record.body, about, { remainingMs, holdMs }, dependencies);
    } catch (error) {
      const known = error instanceof ServiceError ? error : new ServiceError('internal', { cause: error });
      telemetry.count('batchRetries', 1, { road: 'queue', outcome: known.code });
      log('warn', 'prompt goes back to the queue', { ...about, ...failureFields(known) });
      back.push(record.messageId);
    }
  });
  await dependencies.mode.settled();
  await telemetry.flush();
  return { batchItemFailures: back.map((itemIdentifier) => ({ itemIdentifier })) };
}

/** For log lines: what the message names, as far as it can be an id. */
function placeOf({ body }: SQSRecord) {
  const [, id, index] = /^\{"batch":"([0-9a-f]{32})","index":(\d{1,6})\}$/.exec(body) ?? [];
  return id === undefined ? {} : { batch_id: id, batch_index: Number(index) };
}
