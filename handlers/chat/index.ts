import type { Context } from 'aws-lambda';
import type { RequestEvent } from '../runtime/http';
import { logger } from '../runtime/logger';
import { bedrock } from '../runtime/model-client';
import { datadog } from '../runtime/telemetry';
import { type ChatDependencies, chat } from './chat';
import { chatSettings } from './settings';

const { env, service, level, settings } = chatSettings();
const log = logger({ env, service, level });

/** Made once for all requests of an execution environment. */
const dependencies: ChatDependencies = {
  settings,
  callModel: bedrock(),
  telemetry: datadog({ env, service }, log),
  log,
};

export const handler = (event: RequestEvent, context: Context) => chat(event, context, dependencies);
