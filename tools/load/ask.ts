import type { ChatEvents, ChatResponse, ChatUsage, Problem } from '../../handlers/contract/chat';

/** How one request went. */
export interface Sample {
  /** From when it was due until the last byte, in milliseconds. */
  readonly ms: number;
  /** From when it was due until the first words of a stream. */
  readonly firstWordsMs?: number;
  /** `ok`, or what went wrong: the last part of a problem's type, the status, or the class of a network error. */
  readonly outcome: string;
  /** What the answer says it is, or would have been; 0 where there was none. */
  readonly status: number;
  readonly model?: string;
  readonly usage?: ChatUsage;
}

export interface Ask {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** Sends one request, whole or streamed as its `accept` header says, and never throws. */
export async function ask({ url, body, headers, timeoutMs }: Ask, due: number): Promise<Sample> {
  const since = (): number => performance.now() - due;
  let firstWordsMs: number | undefined;
  try {
    const response = await fetch(url, { method: 'POST', body, headers, signal: AbortSignal.timeout(timeoutMs) });
    const { status } = response;
    const streams = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk as Uint8Array, { stream: true });
      if (streams && firstWordsMs === undefined && text.includes('event: delta')) firstWordsMs = since();
    }
    const first = firstWordsMs === undefined ? {} : { firstWordsMs };
    return { ms: since(), ...first, ...(streams ? lastEvent(text) : whole(status, text)) };
  } catch (error) {
    return { ms: since(), status: 0, outcome: networkError(error) };
  }
}

type Ending = Pick<Sample, 'outcome' | 'status' | 'model' | 'usage'>;

function whole(status: number, text: string): Ending {
  const body = parsed<Partial<ChatResponse & Problem>>(text);
  if (status === 200 && body?.usage !== undefined && body.model !== undefined) {
    return { status, outcome: 'ok', model: body.model, usage: body.usage };
  }
  return { status, outcome: codeOf(body) ?? (status === 200 ? 'no answer of ours' : `HTTP ${status}`) };
}

function lastEvent(text: string): Ending {
  const [, name, data = ''] = /event: (\w+)\ndata: ([^\n]*)\n\n$/.exec(text) ?? [];
  if (name === 'done') {
    const done = parsed<ChatEvents['done']>(data);
    if (done !== undefined) return { status: 200, outcome: 'ok', model: done.model, usage: done.usage };
  }
  const problem = name === 'error' ? parsed<ChatEvents['error']>(data) : undefined;
  return { status: problem?.status ?? 200, outcome: codeOf(problem) ?? 'stream broke off' };
}

const codeOf = (body: Partial<Problem> | undefined): string | undefined =>
  typeof body?.type === 'string' ? body.type.split(':').at(-1) : undefined;

function parsed<T>(text: string): T | undefined {
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}

/** fetch hides what happened in the cause of a TypeError. */
function networkError(error: unknown): string {
  const { name, cause } = error as { name?: string; cause?: { code?: string } };
  return cause?.code ?? name ?? 'network error';
}
