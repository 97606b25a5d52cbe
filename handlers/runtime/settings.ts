/**
 * The settings of a handler, from its environment: read once, before the first request.
 *
 * @param names The variables that the contract lists for this handler.
 * @throws Error that names every variable that is missing.
 */
export function readSettings<N extends string>(
  names: readonly N[],
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Record<N, string> {
  const missing = names.filter((name) => environment[name] === undefined || environment[name] === '');
  if (missing.length > 0)
    throw new Error(`environment variables that the stack must set are missing: ${missing.join(', ')}`);
  return Object.fromEntries(names.map((name) => [name, environment[name]])) as Record<N, string>;
}

/** A whole number, 1 or more. @throws Error that names the variable and what it holds. */
export function wholeNumber(name: string, value: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new Error(`${name} must be a whole number of at least 1, got "${value}"`);
  return number;
}
