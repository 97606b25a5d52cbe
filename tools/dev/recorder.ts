import { addLine, type DevRecord } from './records';

/** Requests that are kept; the oldest go. */
const MOST = 200;

export type Notice =
  /** How the service answers, from now on. */
  | { readonly kind: 'mode'; readonly mode: string }
  | { readonly kind: 'record'; readonly record: DevRecord }
  /** The code was bundled anew, or could not be. */
  | { readonly kind: 'reload'; readonly problem?: string };

/** Keeps what is known of each request and tells whoever listens when it changes. */
export interface Recorder {
  readonly records: readonly DevRecord[];
  start(about: Pick<DevRecord, 'id' | 'method' | 'path' | 'fault'>): DevRecord;
  line(record: DevRecord, text: string): void;
  /** A span of LLM Observability; it comes by itself, before or after the trace that it belongs to. */
  llm(span: Readonly<Record<string, unknown>>): void;
  notify(notice: Notice): void;
  /** @returns how to stop listening. */
  listen(listener: (notice: Notice) => void): () => void;
}

export function recorder(): Recorder {
  const records: DevRecord[] = [];
  const listeners = new Set<(notice: Notice) => void>();
  const byTrace = new Map<string, DevRecord>();
  const early = new Map<string, Readonly<Record<string, unknown>>[]>();

  const notify = (notice: Notice): void => {
    for (const listener of listeners) listener(notice);
  };
  const own = (record: DevRecord, traceId: string): void => {
    byTrace.set(traceId, record);
    record.llm.push(...(early.get(traceId) ?? []));
    early.delete(traceId);
  };
  return {
    records,
    start: (about) => {
      const record: DevRecord = { ...about, startMs: Date.now(), spans: [], llm: [], metrics: [], logs: [] };
      records.push(record);
      const [gone] = records.length > MOST ? records.splice(0, 1) : [];
      for (const [traceId, owner] of byTrace) if (owner === gone) byTrace.delete(traceId);
      notify({ kind: 'record', record });
      return record;
    },
    line: (record, text) => {
      for (const traceId of addLine(record, text)) own(record, traceId);
      notify({ kind: 'record', record });
    },
    llm: (span) => {
      const traceId = traceOf(span);
      const record = byTrace.get(traceId);
      if (record === undefined) {
        early.set(traceId, [...(early.get(traceId) ?? []), span]);
        return;
      }
      record.llm.push(span);
      notify({ kind: 'record', record });
    },
    notify,
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The lower half of the trace's id, which is what a trace's own spans carry. */
function traceOf(span: Readonly<Record<string, unknown>>): string {
  const { apm_trace_id = '' } = (span['_dd'] ?? {}) as { apm_trace_id?: string };
  return apm_trace_id.slice(-16);
}
