/**
 * Every field that a log line of ours may carry, once: a closed list, so that a prompt has no field to slip into. The
 * logger takes no other, and a test holds what is written against it.
 */
export interface LogField {
  readonly type: keyof LogValues;
  readonly meaning: string;
}

interface LogValues {
  readonly string: string;
  readonly number: number;
  readonly strings: readonly string[];
  readonly trace: { readonly trace_id: string; readonly span_id: string };
}

export const LOG_FIELDS = {
  request_id: { type: 'string', meaning: 'Id of the request, as the caller has it.' },
  outcome: { type: 'string', meaning: '`ok`, `guardrail`, or the code of what went wrong.' },
  status: { type: 'number', meaning: 'HTTP status; of a stream, what it would have been.' },
  duration_ms: { type: 'number', meaning: 'Time of the whole request.' },
  model: { type: 'string', meaning: 'Foundation model that answered.' },
  model_alias: { type: 'string', meaning: 'Its alias in config.' },
  next_model_alias: { type: 'string', meaning: 'The fallback that is asked after a failure.' },
  circuit: { type: 'string', meaning: '`opened`: this failure has opened the circuit of the model or table.' },
  stop_reason: { type: 'string', meaning: "Bedrock's stop reason." },
  input_tokens: { type: 'number', meaning: 'Tokens read, cache reads and writes included.' },
  output_tokens: { type: 'number', meaning: 'Tokens written.' },
  attempts: { type: 'number', meaning: 'Calls to the model until it answered.' },
  mode: { type: 'string', meaning: 'Mode in which the request was answered.' },
  action: { type: 'string', meaning: 'What the budget guard did with a message.' },
  guard_cause: { type: 'string', meaning: 'What the budget guard heard of, and whether it began or ended.' },
  tenant: { type: 'string', meaning: 'Tag of who asked, out of the authenticated identity: never a name of a person.' },
  variant: { type: 'string', meaning: '`<experiment>-<variant>` that the request was given.' },
  cache: { type: 'string', meaning: 'What the response cache had: `hit`, `miss` or `off`.' },
  replay: {
    type: 'string',
    meaning: 'What an idempotency key meant: `first`, or `replayed` for an answer from before.',
  },
  batch_id: { type: 'string', meaning: 'Id of a batch.' },
  batch_index: { type: 'number', meaning: 'Place of a prompt in its batch.' },
  batch_items: { type: 'number', meaning: 'Prompts in a batch, or those of them that a line is about.' },
  job_status: { type: 'string', meaning: 'How a batch inference job ended.' },
  step: { type: 'string', meaning: 'What was asked of a rotation: one of its steps, or `report`.' },
  table: { type: 'string', meaning: 'Last part of the name of a table.' },
  result: { type: 'string', meaning: 'How a call to it ended: one of `TABLE_RESULTS`.' },
  passed: { type: 'number', meaning: 'Samples of this run whose answers are good enough.' },
  failed: { type: 'number', meaning: 'Those whose answers are not.' },
  unjudged: {
    type: 'number',
    meaning: 'Those that are given up: the judge said nothing that can be read, or they were gone.',
  },
  postponed: { type: 'number', meaning: 'Those that the next run will judge.' },
  invalid_fields: { type: 'strings', meaning: 'Names of the fields that did not fit, never their values.' },
  cause: { type: 'string', meaning: 'Class of the error underneath, `ThrottlingException`.' },
  stack: { type: 'string', meaning: 'Where it was thrown: files and lines, no message.' },
  dd: { type: 'trace', meaning: 'Trace that the line belongs to, as Datadog correlates them.' },
} as const satisfies Record<string, LogField>;

export type LogFields = {
  readonly [F in keyof typeof LOG_FIELDS]?: LogValues[(typeof LOG_FIELDS)[F]['type']];
};

/** What the logger itself writes on each line. */
export const LOG_ENVELOPE = ['level', 'message', 'timestamp', 'service', 'env', 'sampling_rate'] as const;
