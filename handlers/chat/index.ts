import type { Context } from 'aws-lambda';
import { MODEL_CHAIN } from '../contract/deadlines';
import { ROUTES } from '../contract/routes';
import { circuits } from '../runtime/circuits';
import type { RequestEvent } from '../runtime/http';
import { idempotency } from '../runtime/idempotency';
import { limits, NO_LIMITS } from '../runtime/limits';
import { canStream, streamed } from '../runtime/live-answer';
import { logger } from '../runtime/logger';
import { modelCaller } from '../runtime/model-caller';
import { responseCache } from '../runtime/response-cache';
import { serviceMode } from '../runtime/service-mode';
import { tableClient } from '../runtime/table-client';
import { datadog } from '../runtime/telemetry';
import { usageTable } from '../runtime/usage-table';
import { chat } from './chat';
import type { ChatDependencies } from './dependencies';
import { sampler } from './sampler';
import { chatSettings } from './settings';

const { env, service, level, contentOnSpans, samples, tenantLimits, cache, replays, modeParameter, settings } =
  chatSettings();
const log = logger({ env, service, level });

const telemetry = datadog({ env, service, contentOnSpans }, log);

const openTable = tableClient({ telemetry, log });

/** Made once for all requests of an execution environment. */
const dependencies: ChatDependencies = {
  settings,
  mode: serviceMode(modeParameter, { telemetry, log }),
  callModel: modelCaller(settings.models),
  circuits: circuits(MODEL_CHAIN),
  limits:
    tenantLimits === undefined
      ? NO_LIMITS
      : limits({ settings: tenantLimits, table: usageTable(openTable(tenantLimits.table)), telemetry }),
  memories: {
    ...(cache && { cache: responseCache({ ...cache, table: openTable(cache.table), telemetry }) }),
    ...(replays && { claim: idempotency({ ...replays, table: openTable(replays.table), telemetry }) }),
  },
  ...(samples && { keepSample: sampler(samples, { telemetry, log }) }),
  telemetry,
  log,
};

/** For a gateway that takes whole answers, and where nothing streams: outside of Lambda's own runtime. */
export const buffered = (event: RequestEvent, context: Context) => chat(event, context, dependencies);

/** For a gateway that takes answers as they are made, whole ones too. */
export const streaming = canStream()
  ? streamed((event, context, live) => chat(event, context, dependencies, live))
  : undefined;

const streams = ROUTES.some(({ handler: name, transfer }) => name === 'chat' && transfer === 'stream');

/** As the gateway calls it: the two ways are two protocols, and the route table says which one it speaks. */
export const handler = streams && streaming !== undefined ? streaming : buffered;
