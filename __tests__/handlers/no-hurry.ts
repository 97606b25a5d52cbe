/** Milliseconds that a table may take where its time is not what is tested: a busy machine is no fault of a table. */
export const NO_HURRY = { deadlineMs: 30_000 };
