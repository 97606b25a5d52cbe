import * as z from 'zod';
import { nameText, text } from './fields';
import type { RuleProblem } from './rules';
import type { ServiceConfig } from './schema';

/** Bytes of an experiment as JSON: it travels in an environment variable, and all of a function's may have 4 KB. */
const MAX_BYTES = 1_000;

/** Two ways or more to answer, compared by cost, latency, errors and quality. One at a time, so that each effect has one cause. */
export const EXPERIMENT = z.strictObject({
  name: nameText,
  /** Any text; changing it deals all users anew. */
  salt: text,
  variants: z
    .array(
      z.strictObject({
        name: nameText,
        /** Percent of users. */
        weight: z.number().min(0).max(100),
        /** Alias that answers instead of `chat.defaultModel`. */
        model: nameText.exactOptional(),
        /** Instructions put before those of the request. Part of the plan: no secrets. */
        systemPrefix: text.exactOptional(),
      }),
    )
    .min(2, 'must name at least two variants'),
});

export function experimentProblems({
  experiment,
  models,
}: Pick<ServiceConfig, 'experiment' | 'models'>): RuleProblem[] {
  if (experiment === undefined) return [];
  const { variants } = experiment;
  const path = ['experiment', 'variants'];
  const found: RuleProblem[] = [];
  const sum = variants.reduce((all, { weight }) => all + weight, 0);
  // a hundredth of a percent: three thirds may be written as 33.33, 33.33 and 33.34
  if (Math.abs(sum - 100) > 0.001) found.push({ path, message: `weights must add up to 100, got ${sum}` });
  for (const [index, { name, model }] of variants.entries()) {
    if (variants.findIndex((other) => other.name === name) !== index)
      found.push({ path: [...path, index, 'name'], message: `must not be used twice, got "${name}"` });
    if (model !== undefined && models[model] === undefined)
      found.push({
        path: [...path, index, 'model'],
        message: `must be one of the models (${Object.keys(models).join(', ')}), got "${model}"`,
      });
  }
  const bytes = Buffer.byteLength(JSON.stringify(experiment));
  if (bytes > MAX_BYTES)
    found.push({
      path: ['experiment'],
      message: `must be at most ${MAX_BYTES} bytes as JSON, got ${bytes}: shorten systemPrefix`,
    });
  return found;
}
