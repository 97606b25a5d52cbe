import type { ChatUsage } from '../../contract/chat';
import { parametersOf } from '../converse';
import type { ModelCall } from '../model-client';

/**
 * What a container is asked. TGI, vLLM and DJL's LMI all take OpenAI's chat completions at `/invocations`:
 * https://huggingface.co/docs/text-generation-inference/reference/api_reference#amazon-sagemaker
 * https://aws.github.io/deep-learning-containers/vllm/deployment/sagemaker/
 * https://docs.djl.ai/docs/serving/serving/docs/lmi/user_guides/chat_input_output_schema.html
 *
 * Without `model`: an endpoint serves one, and each container has its own name for it.
 */
export function completionRequest(call: ModelCall): Uint8Array {
  const { maxTokens, temperature, topP } = parametersOf(call);
  const { system, messages } = call;
  return Buffer.from(
    JSON.stringify({
      messages: [
        ...(system === undefined ? [] : [{ role: 'system', content: system }]),
        ...messages.map(({ role, content }) => ({ role, content })),
      ],
      max_tokens: maxTokens,
      ...(temperature === undefined ? {} : { temperature }),
      ...(topP === undefined ? {} : { top_p: topP }),
      // left out of a stream unless asked for
      ...(call.onText === undefined ? {} : { stream: true, stream_options: { include_usage: true } }),
    }),
  );
}

interface Usage {
  readonly prompt_tokens?: unknown;
  readonly completion_tokens?: unknown;
}

interface Words {
  readonly content?: unknown;
}

/** A whole answer, or one piece of a stream, as far as we look at it. Any of it may be missing. */
export interface Completion {
  readonly choices?:
    | readonly { readonly message?: Words; readonly delta?: Words; readonly finish_reason?: unknown }[]
    | null;
  readonly usage?: Usage | null;
  /** In place of all that. Containers agree in its name only. */
  readonly error?: unknown;
  /** Of an error, where it stands beside it. */
  readonly error_type?: unknown;
}

/** @throws SyntaxError on what is no JSON */
export const completionIn = (json: string): Completion => (JSON.parse(json) ?? {}) as Completion;

export function textOfCompletion({ choices }: Completion): string {
  const { message, delta } = choices?.[0] ?? {};
  const content = (message ?? delta)?.content;
  return typeof content === 'string' ? content : '';
}

/** Converse's words for why an answer ends, so that callers need to know no others. */
const STOP_REASONS: ReadonlyMap<string, string> = new Map([
  ['length', 'max_tokens'],
  ['content_filter', 'content_filtered'],
  ['tool_calls', 'tool_use'],
  ['stop_sequence', 'stop_sequence'],
]);

/** @returns Nothing while the answer goes on. */
export function stopReasonOf({ choices }: Completion): string | undefined {
  const reason = choices?.[0]?.finish_reason;
  // `stop` of OpenAI, `eos_token` of TGI and LMI: every other is some end of the text
  return typeof reason === 'string' && reason !== '' ? (STOP_REASONS.get(reason) ?? 'end_turn') : undefined;
}

/** Usage by our names. Such endpoints keep no prompts. */
export const usageOf = ({ prompt_tokens, completion_tokens }: Usage): ChatUsage => ({
  inputTokens: tokens(prompt_tokens),
  outputTokens: tokens(completion_tokens),
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
});

const tokens = (said: unknown): number => (typeof said === 'number' ? said : 0);

/**
 * The pieces in a stream of bytes, which SageMaker tears anywhere, in the middle of a letter too. TGI and vLLM send
 * server-sent events with `[DONE]` at their end, LMI sends lines of JSON.
 *
 * @throws SyntaxError on what is no JSON
 */
export async function* completionPieces(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Completion> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const some of bytes) {
    const lines = (rest + decoder.decode(some, { stream: true })).split(/\r?\n/);
    rest = lines.pop() ?? '';
    yield* lines.flatMap(pieceOf);
  }
  // the last line of some ends with the stream
  yield* pieceOf(rest);
}

function pieceOf(line: string): Completion[] {
  const data = line.startsWith('data:') ? line.slice('data:'.length).trim() : line.trim();
  const isData = line.startsWith('data:') || data.startsWith('{');
  return isData && data !== '[DONE]' ? [completionIn(data)] : [];
}
