import type { ChatRequest } from '../contract/chat';
import { headerOf } from '../runtime/http';
import { validKey } from '../runtime/idempotency';
import type { Tenant } from '../runtime/tenant';
import type { Answer } from './answer';
import type { ChatDependencies } from './dependencies';
import type { Exchange } from './exchange';

/**
 * The answer that the same request got before under the same `Idempotency-Key`. Without one, this request holds the key until it
 * is over.
 *
 * @param asked As it came: what the key stands for.
 * @throws ServiceError of the key
 */
export async function replayed(
  asked: ChatRequest,
  tenant: Tenant,
  { event, facts, afterwards, remainingMs }: Exchange,
  { memories }: Pick<ChatDependencies, 'memories'>,
): Promise<Answer | undefined> {
  const key = headerOf(event, 'idempotency-key');
  if (memories.claim === undefined || key === undefined) return undefined;
  const claimed = await memories.claim({
    key: validKey(key),
    tenantId: tenant.id,
    payload: asked,
    holdMs: remainingMs(),
  });
  facts.replay = 'replay' in claimed ? 'replayed' : 'first';
  if ('replay' in claimed) return { ...claimed.replay, replayed: true };
  // a cached answer too: a retry gets the same, even when the cache has forgotten it
  afterwards.add({ answered: claimed.claim.keep, failed: claimed.claim.release });
  return undefined;
}
