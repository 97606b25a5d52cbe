import * as z from 'zod';
import { BATCH } from './batch';
import { DATA_POLICY } from './data-policy';
import { EVALUATION_SCHEDULE } from './evaluation';
import { EXPERIMENT } from './experiment';
import { accountId, count, nameText, region, text } from './fields';
import { MODELS_BY_ALIAS } from './models';
import {
  API_AUTH,
  BACKEND,
  BUDGET_MAIL,
  CHAT,
  DATADOG,
  GUARDRAIL,
  IDEMPOTENCY,
  LIMITS,
  LOGS,
  NETWORK,
  OWNER,
  REQUIREMENTS,
  RESPONSE_CACHE,
  WAIVER,
} from './sections';

/**
 * Everything that differs between environments, and nothing else. What is the same everywhere is a named constant
 * beside its use.
 */
export const serviceConfig = z.strictObject({
  /** First part of every physical name after the service, and the `env` tag on both sides. */
  env: z.string().regex(/^[a-z][a-z0-9]{1,9}$/, 'must be 2 to 10 of a-z and 0-9'),
  /** What the environment is for. `production` demands requirements, private networking and protection from destroy. */
  category: z.enum(['development', 'verification', 'production']),
  /** First part of every physical name, and the `service` tag on both sides. */
  service: nameText,
  /** Version of the service: the `version` tag, and what `GET /v1/health` answers. Set by the release. */
  release: text,
  owner: OWNER,
  aws: z.strictObject({
    /** The provider refuses to work in any other account. */
    accountId,
    region,
  }),
  backend: BACKEND,
  /** What the service promises. SLOs, the budget and quotas derive from it; without it there are none. Required in production. */
  requirements: REQUIREMENTS.optional(),
  api: z.strictObject({
    auth: API_AUTH,
    /** Requests per second and burst that the stage lets through, over all clients. */
    throttle: z.strictObject({ ratePerSecond: count(1, 10_000), burst: count(1, 5_000) }),
    /** AWS WAF in front of the stage. Absent: none. */
    firewall: z
      .strictObject({
        /** Requests that one client address may send in five minutes. AWS allows 10 or more. */
        requestsPerClientIn5Minutes: count(10, 2_000_000_000),
      })
      .optional(),
    /** Absent: the API's own execute-api address. */
    customDomain: z
      .strictObject({
        name: z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'must be a host name'),
        /** Regional ACM certificate that covers the name, in the same region. */
        certificateArn: z.string().regex(/^arn:aws[a-z-]*:acm:/, 'must be the ARN of an ACM certificate'),
        /** Route 53 zone that gets the alias record. Absent: DNS is made elsewhere. */
        hostedZoneId: z
          .string()
          .regex(/^Z[A-Z0-9]+$/, 'must be a Route 53 hosted zone id')
          .optional(),
      })
      .optional(),
  }),
  chat: CHAT,
  health: z.strictObject({
    /** Whether `GET /v1/health?deep=true` says if Bedrock can be reached. It sends nothing and costs nothing. */
    deep: z.boolean(),
  }),
  /** Absent: there are no batches, nor routes to them. */
  batch: BATCH.optional(),
  /** Absent: no answer is kept, whatever a request asks for. */
  responseCache: RESPONSE_CACHE.optional(),
  /** Absent: no tenant has a limit of its own, and nothing is counted. */
  limits: LIMITS.optional(),
  /** Absent: an `Idempotency-Key` means nothing. */
  idempotency: IDEMPOTENCY.optional(),
  models: MODELS_BY_ALIAS,
  /** Absent: everybody is answered in the same way. */
  experiment: EXPERIMENT.optional(),
  guardrail: GUARDRAIL,
  data: DATA_POLICY,
  /** Absent: nobody judges answers. */
  evaluation: EVALUATION_SCHEDULE.optional(),
  network: NETWORK,
  logs: LOGS,
  datadog: DATADOG,
  budget: BUDGET_MAIL,
  /** Whether Terraform refuses to destroy what holds data or names that callers rely on. Required in production. */
  protectFromDestroy: z.boolean(),
  /** Findings that somebody has accepted, until a date. */
  waivers: z.array(WAIVER),
});

export type ServiceConfig = z.output<typeof serviceConfig>;
