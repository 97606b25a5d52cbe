/** Codes of Node.js, and of the SDK's HTTP handler, for a connection that did not come about or broke. */
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'CERT_HAS_EXPIRED',
]);

/** Whether a call failed because nobody was reached, and not because of what somebody answered. */
export function connectionFailed(error: unknown): boolean {
  const { message = '', code } = (error ?? {}) as { message?: string; code?: unknown };
  // the SDK gives a failed connection the name TimeoutError as well; the code tells them apart
  if (typeof code === 'string' && UNREACHABLE.has(code)) return true;
  return /connect(ion)? .*(timed out|within)|socket hang up/i.test(message);
}
