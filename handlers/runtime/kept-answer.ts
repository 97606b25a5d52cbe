import { deflateRawSync, inflateRawSync } from 'node:zlib';
import * as z from 'zod/mini';
import type { ChatResponse } from '../contract/chat';

/** An answer without the request that it was given to. */
export type KeptAnswer = Omit<ChatResponse, 'id' | 'cached' | 'replayed'>;

/** DynamoDB takes 400 KB an item; what else is in it is small. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html#limits-items */
const MOST_BYTES = 390_000;

const shape = z.object({
  model: z.string(),
  output: z.string(),
  stopReason: z.string(),
  usage: z.object({
    inputTokens: z.number(),
    outputTokens: z.number(),
    cacheReadTokens: z.number(),
    cacheWriteTokens: z.number(),
  }),
});

/** As bytes, a third of the length of its text: a table is paid by the KB. Nothing when it is too long for an item. */
export function packed({ model, output, stopReason, usage }: KeptAnswer): Uint8Array | undefined {
  const bytes = deflateRawSync(JSON.stringify({ model, output, stopReason, usage }));
  return bytes.length > MOST_BYTES ? undefined : bytes;
}

/** @throws Error when the bytes are no answer. */
export const unpacked = (value: unknown): KeptAnswer => {
  if (!(value instanceof Uint8Array)) throw new TypeError('no bytes');
  return shape.parse(JSON.parse(inflateRawSync(value).toString('utf8')));
};
