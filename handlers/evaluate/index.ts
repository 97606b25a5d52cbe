import type { Context } from 'aws-lambda';
import type { EVALUATE_ENV } from '../contract/env';
import { logger } from '../runtime/logger';
import { modelCaller } from '../runtime/model-caller';
import { modelTargets } from '../runtime/model-targets';
import { serviceMode } from '../runtime/service-mode';
import { logLevel, type Readers, readSettings, text, wholeNumber, yesOrNo } from '../runtime/settings';
import { targetOf } from '../runtime/target-of';
import { datadog } from '../runtime/telemetry';
import { type EvaluateDependencies, evaluate } from './evaluate';
import { sampleStore } from './sample-store';

const read = readSettings({
  ENV: text,
  SERVICE: text,
  LOG_LEVEL: logLevel,
  MODELS: modelTargets,
  JUDGE_MODEL: text,
  GUARDRAIL_ID: text,
  GUARDRAIL_VERSION: text,
  CONTENT_ON_SPANS: yesOrNo,
  SAMPLES_BUCKET: text,
  MAX_SAMPLES: wholeNumber,
  MODE_PARAMETER: text,
} satisfies Readers<(typeof EVALUATE_ENV)[number]>);
const { ENV: env, SERVICE: service, LOG_LEVEL: level } = read;
const log = logger({ env, service, level });

const telemetry = datadog({ env, service, contentOnSpans: read.CONTENT_ON_SPANS }, log);

/** Made once for all runs of an execution environment. */
const dependencies: EvaluateDependencies = {
  alias: read.JUDGE_MODEL,
  target: targetOf(read.JUDGE_MODEL, read.MODELS),
  guardrail: { id: read.GUARDRAIL_ID, version: read.GUARDRAIL_VERSION },
  callModel: modelCaller(read.MODELS),
  telemetry,
  mode: serviceMode(read.MODE_PARAMETER, { telemetry, log }),
  samples: sampleStore(read.SAMPLES_BUCKET),
  maxSamples: read.MAX_SAMPLES,
  log,
};

/** Invoked by a schedule, whose event says nothing that it needs. */
export const handler = (_event: unknown, context: Context) => evaluate(context, dependencies);
