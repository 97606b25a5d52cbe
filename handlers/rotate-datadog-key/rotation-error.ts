import { ROTATION_FAILURES, type RotationFailure } from '../contract/rotation';

/** Failures that may pass by themselves within seconds. */
const PASSING: ReadonlySet<RotationFailure> = new Set([
  'secret-unavailable',
  'datadog-throttled',
  'datadog-unavailable',
  'datadog-unreachable',
  'datadog-malformed',
  'key-invalid',
]);

/**
 * What went wrong, in words of ours alone: it leaves the process in logs and spans. What AWS or Datadog said is not kept,
 * since it might quote a key; the name of the error underneath is.
 */
export class RotationError extends Error {
  override readonly name = 'RotationError';

  constructor(
    readonly code: RotationFailure,
    /** Class or code of the error underneath, `ThrottlingException`. */
    readonly reason?: string,
  ) {
    super(`${code}: ${ROTATION_FAILURES[code]}`);
  }

  /** Whether the same call may succeed in a moment. */
  get passing(): boolean {
    return PASSING.has(this.code);
  }
}

/** The name of an error, or of what caused it: `fetch failed` says nothing, `ECONNREFUSED` does. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { cause } = error;
  const code = cause instanceof Error ? (cause as NodeJS.ErrnoException).code : undefined;
  return code ?? error.name;
}
