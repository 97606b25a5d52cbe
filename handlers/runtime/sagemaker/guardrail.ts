import { ApplyGuardrailCommand, type BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import type { ModelCall } from '../model-client';

/** What the guardrail makes of some texts. */
export interface Verdict {
  /** `clean`: nothing found. `masked`: what it found is masked, the rest stands. `blocked`: nothing of it may be used. */
  readonly action: 'clean' | 'masked' | 'blocked';
  /** The texts as they may be used, one for each; when blocked, the guardrail's own words. */
  readonly texts: readonly string[];
}

/** Holds texts against a guardrail. @throws what the SDK throws: without a verdict nothing may be used */
export type Guard = (
  source: 'INPUT' | 'OUTPUT',
  texts: readonly string[],
  guardrail: ModelCall['guardrail'],
  abortSignal: AbortSignal,
) => Promise<Verdict>;

/**
 * For models that Bedrock does not run, so that it cannot guard them itself.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-use-independent-api.html
 */
export const guard =
  (client: BedrockRuntimeClient): Guard =>
  async (source, texts, { id, version }, abortSignal) => {
    const { action, outputs, assessments } = await client.send(
      new ApplyGuardrailCommand({
        guardrailIdentifier: id,
        guardrailVersion: version,
        source,
        content: texts.map((text) => ({ text: { text } })),
      }),
      { abortSignal },
    );
    if (action === 'NONE') return { action: 'clean', texts };
    const given = (outputs ?? []).map(({ text = '' }) => text);
    // policies differ in shape and agree in this; a text that they quote has its quotes escaped
    const blocked = JSON.stringify(assessments ?? []).includes('"action":"BLOCKED"');
    // what cannot be put back in its place is not used at all
    return { action: blocked || given.length !== texts.length ? 'blocked' : 'masked', texts: given };
  };
