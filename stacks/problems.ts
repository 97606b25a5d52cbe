/** Mistakes of a person, to be shown without a stack trace: each line says what is wrong, the value got, what is allowed and where to change it. */
export class ProblemsError extends Error {
  override readonly name = 'ProblemsError';

  /** @param problems One line each, at least one. */
  constructor(
    readonly headline: string,
    readonly problems: readonly string[],
  ) {
    super([headline, ...problems.map((problem) => `  - ${problem}`)].join('\n'));
  }
}

/** Runs `program`; a `ProblemsError` is printed and ends the process with status 1, anything else is a bug and keeps its trace. */
export function orExit<T>(program: () => T): T {
  try {
    return program();
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
