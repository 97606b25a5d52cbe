// Preloaded where a test waits for what a table answers and not for how soon: a busy machine is no fault of the table.
const { setTimeout: real } = globalThis;
globalThis.setTimeout = (run, ms, ...rest) => real(run, ms < 1_000 ? ms * 20 : ms, ...rest);
