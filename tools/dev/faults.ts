import type { ExceptionName, Reply } from '../bedrock-stand-in/faults';

export interface Fault {
  /** What goes wrong, and what the caller gets. */
  readonly meaning: string;
  /** What the model does, call by call; the last goes on. */
  readonly replies: readonly Reply[];
}

/** Header that asks for a fault in one request. */
export const FAULT_HEADER = 'x-fault';

const always = (name: ExceptionName, message?: string): readonly Reply[] => [
  { kind: 'exception', name, ...(message === undefined ? {} : { message }) },
];

/** By the value of the header. */
export const FAULTS = {
  throttle: { meaning: 'every call is throttled: 429', replies: always('ThrottlingException') },
  'throttle-once': {
    meaning: 'the first call is throttled, the retry answers: 200',
    replies: [...always('ThrottlingException'), { kind: 'answer' }],
  },
  timeout: { meaning: 'the model says that it took too long: 504', replies: always('ModelTimeoutException') },
  hang: { meaning: "no answer at all: 504 when the function's time is up, 27 s", replies: [{ kind: 'hang' }] },
  unavailable: { meaning: 'Bedrock is not available: 503', replies: always('ServiceUnavailableException') },
  error: { meaning: 'the model fails: 503', replies: always('ModelErrorException') },
  denied: { meaning: 'the role may not call the model: 502', replies: always('AccessDeniedException') },
  'too-long': {
    meaning: 'the conversation is longer than the model reads: 400',
    replies: always('ValidationException', 'Input is too long for requested model.'),
  },
  malformed: { meaning: 'an answer that is no JSON: 503', replies: [{ kind: 'malformed' }] },
  incomplete: { meaning: 'an answer without usage and stop reason: 503', replies: [{ kind: 'incomplete' }] },
  cut: { meaning: 'the connection breaks: 502', replies: [{ kind: 'cut' }] },
  'cut-midway': {
    meaning: 'a stream breaks after some words: an error event; unstreamed as cut',
    replies: [{ kind: 'cut', afterDeltas: 8 }],
  },
  'error-midway': {
    meaning: 'the model fails after some words of a stream: an error event; unstreamed as error',
    replies: [{ kind: 'exception', name: 'ModelStreamErrorException', afterDeltas: 8 }],
  },
  'bad-checksum': {
    meaning: 'an event of a stream is damaged on its way: an error event; unstreamed as malformed',
    replies: [{ kind: 'bad-checksum', afterDeltas: 8 }],
  },
  slow: { meaning: 'three seconds before the first word: 200', replies: [{ kind: 'answer', latencyMs: 3_000 }] },
  guardrail: {
    meaning: 'the guardrail replaces the answer: 200, stopReason guardrail_intervened',
    replies: [{ kind: 'answer', text: 'Sorry, I cannot talk about that.', stopReason: 'guardrail_intervened' }],
  },
} as const satisfies Record<string, Fault>;

export type FaultName = keyof typeof FAULTS;

export const isFault = (name: string): name is FaultName => Object.hasOwn(FAULTS, name);

/** More calls than any request makes: retries and fallbacks included. */
const CALLS = 12;

/** What the model does during one request. */
export function scriptOf(fault: FaultName | undefined, body: string): Reply[] {
  const usual = answerTo(body);
  const replies = (fault === undefined ? [usual] : FAULTS[fault].replies).map(
    (reply): Reply => (reply.kind === 'answer' ? { ...usual, ...reply } : reply),
  );
  return Array.from({ length: CALLS }, (_, call) => replies[Math.min(call, replies.length - 1)] ?? usual);
}

/** Between two words of a stream: about as fast as a model writes. */
const WORD_MS = 25;

/** Something to read, and tokens that follow from what was sent: about four characters each. */
function answerTo(body: string): Reply & { kind: 'answer' } {
  const text =
    `This is the stand-in for Bedrock, on your own machine: no model was asked. It read ${body.length} characters ` +
    'through the real AWS SDK and answers the same for everyone, so that you can see how an answer travels.';
  const tokens = (characters: number): number => Math.max(1, Math.round(characters / 4));
  return {
    kind: 'answer',
    text,
    deltaMs: WORD_MS,
    usage: { inputTokens: tokens(body.length), outputTokens: tokens(text.length) },
  };
}
