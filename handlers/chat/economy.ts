import * as z from 'zod/mini';
import type { EconomySettings } from '../contract/env';
import type { Reader } from '../runtime/settings';

const shape = z.object({ model: z.string(), maxOutputTokens: z.number() });

/** Reads `ECONOMY`. */
export const economySetting: Reader<EconomySettings> = (value) => {
  try {
    return shape.parse(JSON.parse(value));
  } catch {
    throw new Error('must be JSON of {model, maxOutputTokens}');
  }
};
