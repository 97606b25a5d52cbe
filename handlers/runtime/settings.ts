import type * as z from 'zod/mini';

/** Reads one variable. @throws Error that says what is allowed: 'must be a whole number of at least 1'. */
export type Reader<T> = (value: string) => T;

/** One reader for each variable that the contract lists for a handler. */
export type Readers<N extends string> = Readonly<Record<N, Reader<unknown>>>;

export type Settings<R extends Readers<string>> = { readonly [K in keyof R]: ReturnType<R[K]> };

/**
 * The settings of a handler, from its environment: read once, before the first request.
 *
 * @param environment Default: the process's own.
 * @throws Error that names every variable that is missing or does not fit, with what it holds: no setting is a secret.
 */
export function readSettings<R extends Readers<string>>(
  readers: R,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Settings<R> {
  const problems: string[] = [];
  const settings: Record<string, unknown> = {};
  for (const [name, read] of Object.entries(readers)) {
    const value = environment[name];
    if (value === undefined || value === '') {
      problems.push(`${name} is missing`);
      continue;
    }
    try {
      settings[name] = read(value);
    } catch (error) {
      problems.push(`${name} ${error instanceof Error ? error.message : String(error)}, got ${JSON.stringify(value)}`);
    }
  }
  if (problems.length > 0) throw new Error(`environment variables that the stack sets: ${problems.join('; ')}`);
  return settings as Settings<R>;
}

export const text: Reader<string> = (value) => value;

export const wholeNumber: Reader<number> = (value) => {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 1) throw new Error('must be a whole number of at least 1');
  return number;
};

export const yesOrNo: Reader<boolean> = (value) => {
  if (value !== 'true' && value !== 'false') throw new Error('must be true or false');
  return value === 'true';
};

export const oneOf =
  <const T extends string>(...allowed: readonly T[]): Reader<T> =>
  (value) => {
    const found = allowed.find((one) => one === value);
    if (found === undefined) throw new Error(`must be one of ${allowed.join(', ')}`);
    return found;
  };

export const LOG_LEVELS = ['DEBUG', 'INFO', 'WARN', 'ERROR'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
export const logLevel: Reader<LogLevel> = oneOf(...LOG_LEVELS);

/** JSON of a shape, or `off`. @param words The shape in words, `{table, ttlSeconds}`. */
export const offOr =
  <T>(shape: z.ZodMiniType<T>, words: string): Reader<T | undefined> =>
  (value) => {
    if (value === 'off') return undefined;
    try {
      return shape.parse(JSON.parse(value));
    } catch {
      throw new Error(`must be off, or JSON of ${words}`);
    }
  };
