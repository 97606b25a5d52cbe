import type { ChatUsage } from '../../contract/chat';
import type { OnText } from '../model-client';
import { GUARDRAIL } from '../outcome';
import { orAborted } from '../time-limit';
import { type Completion, stopReasonOf, textOfCompletion, usageOf } from './chat-completions';
import { saidError } from './endpoint-errors';
import type { Verdict } from './guardrail';

/** A text unit, by which guardrails are priced. https://aws.amazon.com/bedrock/pricing/ */
const PIECE_CHARACTERS = 1_000;

export interface StreamGuard {
  /** Holds a piece of the answer against the guardrail. */
  readonly holds: (text: string) => Promise<Verdict>;
  readonly sent: OnText;
  readonly signal: AbortSignal;
}

export interface GuardedAnswer {
  readonly text: string;
  readonly stopReason: string;
  /** Nothing of an answer that was stopped: what it has used a container says at the end. */
  readonly usage?: ChatUsage;
}

/**
 * Passes an answer on piece by piece, each after the guardrail has seen it. A piece ends with a line or a sentence, so that hardly
 * anything that belongs together is torn apart; the price is that the first words come a piece later.
 *
 * @returns Nothing when the stream broke off before its end, or did not say what it used.
 */
export async function guardedStream(
  pieces: AsyncIterable<Completion>,
  { holds, sent, signal }: StreamGuard,
): Promise<GuardedAnswer | undefined> {
  let text = '';
  let waiting = '';
  let masked = false;
  let stopReason: string | undefined;
  let usage: ChatUsage | undefined;
  /** @returns whether the answer may go on. */
  const release = async (piece: string): Promise<boolean> => {
    if (piece === '') return true;
    const { action, texts } = await holds(piece);
    const words = texts.join('');
    text += words;
    const taken = sent(words);
    if (taken !== undefined) await orAborted(taken, signal);
    masked ||= action === 'masked';
    return action !== 'blocked';
  };
  const stopped = (): GuardedAnswer => ({ text, stopReason: GUARDRAIL, ...(usage === undefined ? {} : { usage }) });

  for await (const piece of pieces) {
    if (piece.error) throw saidError(piece);
    waiting += textOfCompletion(piece);
    stopReason = stopReasonOf(piece) ?? stopReason;
    if (piece.usage) usage = usageOf(piece.usage);
    const end = waiting.length < PIECE_CHARACTERS ? 0 : endOfPiece(waiting);
    const whole = waiting.slice(0, end);
    waiting = waiting.slice(end);
    if (!(await release(whole))) return stopped();
  }
  if (stopReason === undefined || usage === undefined) return undefined;
  if (!(await release(waiting))) return stopped();
  return { text, stopReason: masked ? GUARDRAIL : stopReason, usage };
}

/** After the last line, sentence or word; in a text without any, after all of it. */
function endOfPiece(text: string): number {
  for (const boundary of ['\n', '. ', ' ']) {
    const at = text.lastIndexOf(boundary);
    if (at > 0) return at + boundary.length;
  }
  return text.length;
}
