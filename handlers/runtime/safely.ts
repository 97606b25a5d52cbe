/** Runs what may fail without harm: losing a point is better than losing an answer. */
export function safely<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    // Datadog's libraries log their own failures
    return undefined;
  }
}
