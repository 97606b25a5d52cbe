import type { KeptPrompt } from '../contract/batch';
import type { BatchBucket } from '../runtime/batch/batch-bucket';

/**
 * The prompts of the batch that was worked at last: its messages come one after the other, and each would read the
 * whole object again. A reading that failed is not kept.
 */
export function recentPrompts(bucket: Pick<BatchBucket, 'prompts'>) {
  let last: { readonly id: string; readonly prompts: Promise<readonly KeptPrompt[] | undefined> } | undefined;
  return (id: string): Promise<readonly KeptPrompt[] | undefined> => {
    if (last?.id === id) return last.prompts;
    const prompts = bucket.prompts(id).catch((error: unknown) => {
      if (last?.prompts === prompts) last = undefined;
      throw error;
    });
    last = { id, prompts };
    return prompts;
  };
}
