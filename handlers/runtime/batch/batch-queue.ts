import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { BatchMessage } from '../../contract/batch';
import { mapped } from '../mapped';
import { ServiceError } from '../service-error';
import { storageClient, stored } from '../storage';

/** Sends prompts on their way, by number. @throws ServiceError `storage-unavailable` unless all of them are */
export type Enqueue = (id: string, indexes: readonly number[]) => Promise<void>;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
const MESSAGES_IN_A_CALL = 10;
const CALLS_AT_ONCE = 10;
/** Some messages of a call can fail where others do not, and those alone are sent again. */
const ROUNDS = 3;

export function batchQueue(QueueUrl: string): Enqueue {
  const client = new SQSClient(storageClient());
  /** @returns those that were not taken. */
  const send = async (id: string, indexes: readonly number[]): Promise<number[]> => {
    const Entries = indexes.map((index) => ({
      Id: String(index),
      MessageBody: JSON.stringify({ batch: id, index } satisfies BatchMessage),
    }));
    const { Failed = [] } = await stored(client.send(new SendMessageBatchCommand({ QueueUrl, Entries })));
    return Failed.map(({ Id }) => Number(Id));
  };
  return async (id, indexes) => {
    let waiting = [...indexes];
    for (let round = 0; round < ROUNDS && waiting.length > 0; round += 1) {
      const calls = Array.from({ length: Math.ceil(waiting.length / MESSAGES_IN_A_CALL) }, (_, call) =>
        waiting.slice(call * MESSAGES_IN_A_CALL, (call + 1) * MESSAGES_IN_A_CALL),
      );
      waiting = (await mapped(calls, CALLS_AT_ONCE, (some) => send(id, some))).flat();
    }
    if (waiting.length > 0)
      throw new ServiceError('storage-unavailable', { detail: 'The queue did not take all of it' });
  };
}
