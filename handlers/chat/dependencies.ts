import type { Context } from 'aws-lambda';
import type { EconomySettings, ModelTargets } from '../contract/env';
import type { Experiment } from '../contract/experiment';
import type { Circuits } from '../runtime/circuits';
import type { Claimed, KeyedRequest } from '../runtime/idempotency';
import type { Limits } from '../runtime/limits';
import type { Log } from '../runtime/logger';
import type { CurrentMode } from '../runtime/mode';
import type { CallModel } from '../runtime/model-client';
import type { ResponseCache } from '../runtime/response-cache';
import type { Telemetry } from '../runtime/telemetry';
import type { TenantSource } from '../runtime/tenant';
import type { KeepSample } from './sampler';

export interface ChatSettings {
  readonly models: ModelTargets;
  readonly defaultModel: string;
  readonly maxOutputTokens: number;
  readonly latencyTargetMs: number;
  readonly tenantFrom: TenantSource;
  readonly experiment: Experiment | undefined;
  /** Whether a request that does not say takes an answer from the cache. */
  readonly cacheByDefault: boolean;
  readonly guardrail: { readonly id: string; readonly version: string };
  readonly economy: EconomySettings;
}

/** What requests before this one have left behind. Absent: switched off by config. */
export interface Memories {
  readonly cache?: ResponseCache;
  readonly claim?: (request: KeyedRequest) => Promise<Claimed>;
}

export interface ChatDependencies {
  readonly settings: ChatSettings;
  readonly mode: CurrentMode;
  readonly callModel: CallModel;
  readonly circuits: Circuits;
  readonly limits: Limits;
  readonly memories: Memories;
  /** Absent: the data policy lets no answer be kept. */
  readonly keepSample?: KeepSample;
  readonly telemetry: Telemetry;
  readonly log: Log;
}

export type ChatContext = Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis'>;
