import * as z from 'zod/mini';
import type { EconomySettings, ModelTargets } from '../contract/env';
import type { Reader } from './settings';
import { targetOf } from './target-of';

/** Whom a question goes to, and how long an answer may be. */
export interface Addressed {
  /** Alias of the model. */
  readonly alias: string;
  readonly maxTokens: number;
  /** The models that may be asked, with who stands in for whom. */
  readonly models: ModelTargets;
}

/** The same question as the mode economy asks it: one model for all, whichever they name, and fewer tokens. */
export function economical<T extends Addressed>(question: T, { model: alias, maxOutputTokens }: EconomySettings): T {
  const { models, maxTokens } = question;
  // who stands in for the cheap one may be dear
  const { fallbacks: _, ...alone } = targetOf(alias, models);
  return {
    ...question,
    alias,
    maxTokens: Math.min(maxTokens, maxOutputTokens),
    models: { ...models, [alias]: alone },
  };
}

const shape = z.object({ model: z.string(), maxOutputTokens: z.number() });

/** Reads `ECONOMY`. */
export const economySetting: Reader<EconomySettings> = (value) => {
  try {
    return shape.parse(JSON.parse(value));
  } catch {
    throw new Error('must be JSON of {model, maxOutputTokens}');
  }
};
