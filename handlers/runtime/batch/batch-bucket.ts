import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { BATCH_KEYS, type BatchResult, type KeptPrompt, RESULTS_URL_SECONDS } from '../../contract/batch';
import { s3Objects } from '../s3-objects';
import { stored } from '../storage';

/** Prompts and answers. Every method throws a ServiceError `storage-unavailable`, and nothing else. */
export interface BatchBucket {
  putPrompts(id: string, prompts: readonly KeptPrompt[]): Promise<void>;
  /** Nothing once they are deleted. */
  prompts(id: string): Promise<readonly KeptPrompt[] | undefined>;
  /** Keeps the result of one prompt, unless it has one. @returns the one that is kept */
  keepResult(id: string, result: BatchResult): Promise<BatchResult>;
  result(id: string, index: number): Promise<BatchResult | undefined>;
  put(key: string, text: string): Promise<void>;
  /** Nothing when there is no such object. */
  get(key: string): Promise<string | undefined>;
  /** An address under which whoever has it may read the object for a while. */
  addressOf(key: string): Promise<string>;
}

export function batchBucket(Bucket: string): BatchBucket {
  const { client, text: get } = s3Objects(Bucket);
  const put = async (Key: string, text: string, more: { IfNoneMatch?: '*' } = {}): Promise<void> => {
    await client.send(new PutObjectCommand({ Bucket, Key, Body: text, ContentType: JSON_LINES, ...more }));
  };
  const result = async (id: string, index: number): Promise<BatchResult | undefined> => {
    const line = await get(BATCH_KEYS.result(id, index));
    return line === undefined ? undefined : (JSON.parse(line) as BatchResult);
  };
  return {
    putPrompts: (id, prompts) => stored(put(BATCH_KEYS.requests(id), linesOf(prompts))),
    prompts: (id) => {
      const read = async () => {
        const lines = await get(BATCH_KEYS.requests(id));
        return lines === undefined ? undefined : recordsOf<KeptPrompt>(lines);
      };
      return stored(read());
    },
    keepResult: (id, made) => {
      const keep = async (): Promise<BatchResult> => {
        try {
          await put(BATCH_KEYS.result(id, made.index), linesOf([made]), { IfNoneMatch: '*' });
          return made;
        } catch (error) {
          if (!TAKEN.has((error as Error).name)) throw error;
          return (await result(id, made.index)) ?? made;
        }
      };
      return stored(keep());
    },
    result: (id, index) => stored(result(id, index)),
    put: (key, text) => stored(put(key, text)),
    get: (key) => stored(get(key)),
    addressOf: async (Key) => {
      const { getSignedUrl } = await import('@aws-sdk/s3-request-presigner');
      return stored(getSignedUrl(client, new GetObjectCommand({ Bucket, Key }), { expiresIn: RESULTS_URL_SECONDS }));
    },
  };
}

const JSON_LINES = 'application/jsonl';

/** There is an object of this key, or somebody is just writing it. https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html */
const TAKEN: ReadonlySet<string> = new Set(['PreconditionFailed', 'ConditionalRequestConflict']);

/** JSON Lines. https://jsonlines.org */
export const linesOf = (records: readonly unknown[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('');

export const recordsOf = <T>(lines: string): T[] =>
  lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
