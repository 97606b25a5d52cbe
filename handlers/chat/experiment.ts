import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { ChatRequest } from '../contract/chat';
import { type Experiment, type Variant, variantTag } from '../contract/experiment';
import type { RequestFacts } from '../runtime/request-facts';
import type { Reader } from '../runtime/settings';

const HASH_BYTES = 6;

/**
 * The variant of one user: always the same, whatever the others do. Each variant draws a number for the user, the heavier
 * the higher, and the highest wins. So when weights change, only users of variants that lost weight move, or those whom a
 * variant that gained weight wins; and the order in config means nothing.
 * https://en.wikipedia.org/wiki/Rendezvous_hashing#Weighted_rendezvous_hash
 */
export function variantFor({ name, salt, variants }: Experiment, user: readonly string[]): Variant | undefined {
  let best: Variant | undefined;
  let highest = 0;
  for (const variant of variants) {
    const hash = createHash('sha256')
      .update(JSON.stringify([name, salt, variant.name, ...user]))
      .digest();
    const drawn = (hash.readUIntBE(0, HASH_BYTES) + 0.5) / 2 ** (8 * HASH_BYTES);
    const score = -variant.weight / Math.log(drawn);
    if (score > highest) {
      best = variant;
      highest = score;
    }
  }
  return best;
}

/**
 * The request as its user's variant asks it. A user is what the caller says (`user`), within the tenant; without, the tenant
 * as a whole. Who names a model takes no part, for that is no question that a variant may answer; nor does anybody
 * while the service is in the mode economy, which has one model for all.
 *
 * @param facts `tenant` and `mode` are read, `variant` is filled in.
 */
export function varied(request: ChatRequest, experiment: Experiment | undefined, facts: RequestFacts): ChatRequest {
  if (experiment === undefined || request.model !== undefined || facts.mode === 'economy') return request;
  const variant = variantFor(experiment, [facts.tenant ?? '', request.user ?? '']);
  if (variant === undefined) return request;
  facts.variant = variantTag(experiment, variant);
  const { model, systemPrefix } = variant;
  return {
    ...request,
    ...(model === undefined ? {} : { model }),
    ...(systemPrefix === undefined ? {} : { system: [systemPrefix, request.system ?? ''].join('\n\n').trimEnd() }),
  };
}

const shape = z.object({
  name: z.string(),
  salt: z.string(),
  variants: z.array(
    z.object({
      name: z.string(),
      weight: z.number(),
      model: z.exactOptional(z.string()),
      systemPrefix: z.exactOptional(z.string()),
    }),
  ),
});

/** The experiment as JSON, or `none`. */
export const experimentSetting: Reader<Experiment | undefined> = (value) => {
  if (value === 'none') return undefined;
  try {
    return shape.parse(JSON.parse(value));
  } catch {
    throw new Error('must be none, or JSON of {name, salt, variants: [{name, weight, model?, systemPrefix?}]}');
  }
};
