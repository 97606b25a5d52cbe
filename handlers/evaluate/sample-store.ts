import { DeleteObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { SAMPLE_PREFIXES, type Sample } from '../contract/evaluation';
import { s3Objects } from '../runtime/s3-objects';
import { sampleKey } from '../runtime/sample-key';
import { stored } from '../runtime/storage';

/** The samples in their bucket. Every method throws a ServiceError `storage-unavailable`, and nothing else. */
export interface SampleStore {
  /** Keys of samples that wait, the oldest first. */
  waiting(most: number): Promise<readonly string[]>;
  /** Nothing when it has expired, or is none of ours. */
  read(key: string): Promise<Sample | undefined>;
  /** Takes a sample out of the queue. */
  remove(key: string): Promise<void>;
  /** Keeps a sample that failed, with its score, for people to look at. */
  keepFailed(sample: Sample, score: number): Promise<void>;
}

export function sampleStore(Bucket: string): SampleStore {
  const { client, text } = s3Objects(Bucket);
  const list = async (MaxKeys: number): Promise<string[]> => {
    const { Contents = [] } = await client.send(
      new ListObjectsV2Command({ Bucket, Prefix: SAMPLE_PREFIXES.waiting, MaxKeys }),
    );
    return Contents.flatMap(({ Key }) => (Key === undefined ? [] : [Key]));
  };
  return {
    waiting: (most) => stored(list(most)),
    read: async (key) => sampleIn(await stored(text(key))),
    remove: async (Key) => void (await stored(client.send(new DeleteObjectCommand({ Bucket, Key })))),
    keepFailed: async (sample, score) => {
      const Key = sampleKey('failed', sample);
      const Body = JSON.stringify({ ...sample, score });
      await stored(client.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: 'application/json' })));
    },
  };
}

function sampleIn(json: string | undefined): Sample | undefined {
  try {
    const sample = JSON.parse(json ?? '') as Partial<Sample>;
    return Array.isArray(sample.messages) && typeof sample.output === 'string' ? (sample as Sample) : undefined;
  } catch {
    return undefined;
  }
}
