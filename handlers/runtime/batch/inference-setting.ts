import * as z from 'zod/mini';
import type { BatchInference } from '../../contract/env';
import type { Reader } from '../settings';

const shape = z.object({
  models: z.array(z.string()),
  fromRecords: z.number().check(z.int(), z.positive()),
  roleArn: z.string(),
  kmsKeyArn: z.string(),
  jobPrefix: z.string().check(z.regex(/^[a-zA-Z0-9][a-zA-Z0-9-]{0,29}$/)),
});

export const batchInference: Reader<BatchInference> = (value) => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch {
    throw new Error('must be JSON');
  }
  const { success, data } = shape.safeParse(parsed);
  if (!success) throw new Error('must be {models, fromRecords, roleArn, kmsKeyArn, jobPrefix}');
  return data;
};
