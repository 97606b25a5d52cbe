import type { ServerResponse } from 'node:http';
import { sendException, sendJson } from './converse';

/** What stands in the place of what a guardrail masks, and in place of what it blocks. */
export const MASK = '{MASKED}';
export const BLOCKED = 'This was stopped.';

/** What a guardrail finds in a text. */
export type Finding = 'nothing' | 'masked' | 'blocked';
export type FindIn = (text: string, source: string) => Finding;

interface Request {
  readonly source?: string;
  readonly content?: readonly { readonly text?: { readonly text?: string } }[];
}

/** Answers ApplyGuardrail. https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ApplyGuardrail.html */
export function applyGuardrail(response: ServerResponse, body: unknown, finding: FindIn): void {
  const { source = '', content = [] } = (body ?? {}) as Request;
  const texts = content.map(({ text }) => text?.text ?? '');
  if (texts.length === 0) {
    sendException(response, 'ValidationException', 'there is no content');
    return;
  }
  const found = texts.map((text) => finding(text, source));
  const usage = { topicPolicyUnits: 0, contentPolicyUnits: 1, wordPolicyUnits: 0 };
  if (found.every((one) => one === 'nothing')) {
    sendJson(response, 200, { action: 'NONE', outputs: [], assessments: [{}], usage });
    return;
  }
  const blocked = found.includes('blocked');
  const outputs = blocked
    ? [{ text: BLOCKED }]
    : texts.map((text, i) => ({ text: found[i] === 'masked' ? MASK : text }));
  const policy = { action: blocked ? 'BLOCKED' : 'ANONYMIZED', match: 'x', type: 'PASSWORD' };
  const assessments = [{ sensitiveInformationPolicy: { piiEntities: [policy], regexes: [] } }];
  sendJson(response, 200, { action: 'GUARDRAIL_INTERVENED', outputs, assessments, usage });
}
