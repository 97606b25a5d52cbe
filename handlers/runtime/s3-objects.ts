import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { isNamed, storageClient } from './storage';

/** The objects of one bucket. */
export interface S3Objects {
  readonly client: S3Client;
  /** Nothing when there is no such object. @throws the SDK's error */
  text(key: string): Promise<string | undefined>;
}

export function s3Objects(Bucket: string): S3Objects {
  const client = new S3Client({
    ...storageClient(),
    // stand-ins have no names of their own for each bucket
    forcePathStyle: process.env['AWS_ENDPOINT_URL_S3'] !== undefined,
  });
  return {
    client,
    text: async (Key) => {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
        return await Body?.transformToString();
      } catch (error) {
        if (isNamed(error, 'NoSuchKey')) return undefined;
        throw error;
      }
    },
  };
}
