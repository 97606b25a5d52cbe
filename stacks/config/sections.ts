import * as z from 'zod';
import { BATCH_FRESHNESS } from './batch';
import { DATADOG_SITES, type DatadogSiteName } from './datadog-sites';
import { arn, count, day, email, nameText, receiver, region, text } from './fields';

export const OWNER = z.strictObject({
  /** The `team` tag, and the owner in Datadog's software catalog. */
  team: nameText,
  email,
  /** The `cost-center` tag. */
  costCenter: text,
});

/** Where Terraform keeps state. */
export const BACKEND = z.discriminatedUnion('kind', [
  /** `.state/` at the root of the checkout: for trying things out, one person at a time. */
  z.strictObject({ kind: z.literal('local') }),
  /** An S3 bucket with native locking (a lock file beside the state; no DynamoDB table). */
  z.strictObject({
    kind: z.literal('s3'),
    bucket: text,
    region,
    /** Customer key of the bucket. Absent: the bucket's default encryption. */
    kmsKeyArn: arn('kms').optional(),
  }),
  /** HCP Terraform or Terraform Enterprise; one workspace per stack, named like the stack. */
  z.strictObject({
    kind: z.literal('cloud'),
    organization: text,
    /** Absent: app.terraform.io. */
    hostname: text.optional(),
    project: text.optional(),
  }),
]);

export const REQUIREMENTS = z.strictObject({
  /** Share of requests that do not fail on our side, e.g. 0.995. */
  availability: z.number().gt(0.9).lt(1),
  latency: z.strictObject({
    /** A request is in time when it is answered within this. */
    milliseconds: count(100, 900_000),
    /** Share of requests that are in time, e.g. 0.95. */
    share: z.number().gt(0.5).lt(1),
  }),
  /** Absent: nobody has promised when a batch is done. */
  batchFreshness: BATCH_FRESHNESS.optional(),
  /** Answers that are good enough, as the judge of `evaluation` sees it. Absent: no promise is made of that. */
  quality: z
    .strictObject({
      /** Share of judged answers that pass, e.g. 0.9. */
      passedShare: z.number().gt(0.5).lt(1),
    })
    .optional(),
  /** Longest time until the service works again after a disaster. */
  recoveryTimeMinutes: count(1, 10_080),
  /** Longest stretch of data that a disaster may lose. */
  recoveryPointMinutes: count(0, 10_080),
  /** Requests per second in an ordinary busy hour. */
  expectedRequestsPerSecond: z.number().positive(),
  /** What the service may cost per month, in US dollars: AWS and Bedrock. */
  monthlyBudgetUsd: z.number().positive(),
  owner: email,
  reviewedOn: day,
});

/** How callers of authenticated routes prove who they are. */
export const API_AUTH = z.discriminatedUnion('kind', [
  /** Signature version 4; grant `execute-api:Invoke` on the routes. */
  z.strictObject({ kind: z.literal('iam') }),
  /** Access tokens of Cognito user pools that exist elsewhere. */
  z.strictObject({
    kind: z.literal('cognito'),
    userPoolArns: z.array(arn('cognito-idp')).min(1, 'must name at least one user pool'),
    /** OAuth scopes, one of which the token must carry. */
    scopes: z.array(text).min(1, 'must name at least one scope'),
    /**
     * Claim of the access token that says who the tenant is: `client_id`, `sub`, or one that a trigger adds. Never one that
     * users can change themselves, and none that holds a list.
     */
    tenantClaim: z
      .string()
      .regex(/^[A-Za-z_][\w:.-]{0,62}$/, 'must be the name of a claim, such as client_id')
      .refine((claim) => claim !== 'cognito:groups' && claim !== 'scope', 'must be a claim that holds one value'),
  }),
  /** API keys with a usage plan per consumer. The keys are made out of band, because their values would end up in Terraform's state. */
  z.strictObject({
    kind: z.literal('api-keys'),
    consumers: z
      .array(
        z.strictObject({
          name: nameText,
          /** Id (not value) of the key, from `aws apigateway create-api-key`. */
          apiKeyId: z.string().regex(/^[a-z0-9]{10}$/, 'must be the 10-character id of an API key, not its value'),
          ratePerSecond: count(1, 10_000),
          burst: count(1, 5_000),
          requestsPerDay: count(1, 100_000_000),
        }),
      )
      .min(1, 'must name at least one consumer'),
  }),
]);

const DAILY_LIMIT = z
  .strictObject({
    /** US dollars, by the price table of the models. */
    dailyUsd: z.number().positive().max(1_000_000).optional(),
    /** Tokens read and written. */
    dailyTokens: count(1, 1_000_000_000_000).optional(),
  })
  .refine(({ dailyUsd, dailyTokens }) => dailyUsd !== undefined || dailyTokens !== undefined, {
    message: 'must have dailyUsd, dailyTokens or both',
  });

/** What each tenant may use from midnight to midnight, UTC; after that it is refused until the next day. */
export const LIMITS = z.strictObject({
  /** For every tenant that is not named below. Absent: no limit. */
  default: DAILY_LIMIT.optional(),
  /**
   * By tenant: the name of a consumer with API keys, the ARN of a role or user with IAM, the value of
   * `api.auth.tenantClaim` with Cognito.
   */
  tenants: z.record(text, DAILY_LIMIT),
  /**
   * What happens while the table that counts does not answer. `open`: requests go through uncounted, and a monitor tells;
   * `closed`: they are refused.
   */
  whenUnavailable: z.enum(['open', 'closed']),
});

export const CHAT = z.strictObject({
  /** MB, 128 to 10,240; CPU grows with it (one vCPU at 1,769 MB). */
  memoryMb: count(128, 10_240),
  timeoutSeconds: count(3, 900),
  /** Concurrent executions set aside for, and the ceiling of, the function. */
  // more than 1,000 is a quota to be asked for: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
  reservedConcurrency: count(1, 10_000),
  /** Execution environments kept warm. 0: none. */
  provisionedConcurrency: count(0, 1_000),
  /** Default and ceiling of a request's `maxTokens`. */
  maxOutputTokens: count(1, 128_000),
  /** Alias used when a request names none. */
  defaultModel: nameText,
  /** What answers while the service is told to spend less (mode economy). */
  economy: z.strictObject({
    /** Alias of a model that is no dearer than the default one. */
    model: nameText,
    /** Ceiling of a request's `maxTokens`. */
    maxOutputTokens: count(1, 128_000),
  }),
  logLevel: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']),
});

/** Answers that are given again to the same question of the same tenant. */
export const RESPONSE_CACHE = z.strictObject({
  /** How long an answer is kept, in seconds: up to 30 days. */
  ttlSeconds: count(1, 2_592_000),
  /** What happens to a request that does not say whether it takes an answer from the cache. */
  byDefault: z.boolean(),
});

/** Answers that are given again to the same request, told by its `Idempotency-Key`. */
export const IDEMPOTENCY = z.strictObject({
  /** How long an answer is kept, in seconds: as long as a client may go on to try. */
  ttlSeconds: count(60, 2_592_000),
});

export const GUARDRAIL = z.strictObject({
  /** Strength of the content filters on prompts and answers. */
  strength: z.enum(['LOW', 'MEDIUM', 'HIGH']),
  /** What happens to personal data in answers. */
  personalData: z.enum(['BLOCK', 'ANONYMIZE']),
});

/** Datadog's PrivateLink service names: inputs, because Datadog changes them. https://docs.datadoghq.com/agent/guide/private-link/ */
const serviceName = z
  .string()
  .regex(
    /^com\.amazonaws\.vpce\.[a-z0-9-]+\.vpce-svc-[0-9a-f]{17}$/,
    'must be com.amazonaws.vpce.<region>.vpce-svc-<17 hex digits>',
  );

export const NETWORK = z.discriminatedUnion('kind', [
  /** Functions run in Lambda's own network. */
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({
    kind: z.literal('vpc'),
    /** A /16 to /20; each zone gets a private /4-smaller block of it, and a public one where there is NAT. */
    cidr: z.cidrv4('must be an IPv4 block such as 10.20.0.0/16'),
    /** Availability zones, at least two. */
    zones: z
      .array(z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d[a-z]$/, 'must be a zone such as us-east-1a'))
      .min(2, 'must name at least two zones'),
    /** How telemetry gets to Datadog. Both may be set: what PrivateLink lacks then goes through NAT. At least one must be. */
    toDatadog: z.strictObject({
      privateLink: z
        .strictObject({
          logs: serviceName,
          metrics: serviceName,
          traces: serviceName,
          api: serviceName,
        })
        .optional(),
      /** `single`: one NAT gateway, cheaper; `per-zone`: one in each zone, so that losing a zone loses no telemetry. */
      nat: z.enum(['single', 'per-zone']).optional(),
    }),
  }),
]);

export const LOGS = z.strictObject({
  /** Days; one of the values that CloudWatch Logs knows. */
  retentionDays: z.literal([
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
  ]),
});

export const DATADOG_SITE = z.enum(Object.keys(DATADOG_SITES) as [DatadogSiteName, ...DatadogSiteName[]]);

/** Who hears about it. `page` wakes a person; `notify` is read in working hours. */
export const RECEIVERS = z.strictObject({
  page: z.array(receiver).min(1, 'must name at least one receiver'),
  notify: z.array(receiver).min(1, 'must name at least one receiver'),
});

/** Rotation of the API key by a function, and of the application key that it needs by a person. */
export const KEY_ROTATION = z.strictObject({
  /** Days between two rotations of the API key. A broken rotation may take two days; auditors ask for 90 at most. */
  everyDays: count(7, 90),
  /** Days after which a person must have put a new application key there, e.g. 90. */
  applicationKeyMaxDays: count(30, 365),
});

export const DATADOG = z.strictObject({
  site: DATADOG_SITE,
  /** Version of the Node.js library layer (`Datadog-Node24-x`). */
  nodeLayerVersion: z.int(),
  /** Version of the Extension layer (`Datadog-Extension-ARM`). */
  extensionVersion: z.int(),
  /** LLM Observability: spans with model, tokens and cost. Prompts and answers are never sent. */
  llmObservability: z.boolean(),
  apiKey: z.discriminatedUnion('from', [
    /**
     * Terraform writes it from the ephemeral variable `datadog_api_key_value`; raise `version` to write it again. With
     * rotation it writes the first one only, and `version` stays 1.
     */
    z.strictObject({ from: z.literal('variable'), version: count(1, 1_000_000), rotation: KEY_ROTATION.optional() }),
    /** Somebody puts it into the secret by hand or by pipeline. */
    z.strictObject({ from: z.literal('out-of-band'), rotation: KEY_ROTATION.optional() }),
  ]),
  receivers: RECEIVERS,
  /** Where this repository's docs/runbook is readable by people on call. No slash at the end. */
  runbookUrl: z.url().regex(/[^/]$/, 'must not end in a slash'),
});

const guardMode = z.enum(['economy', 'cache-only', 'blocked']);

export const BUDGET_MAIL = z.strictObject({
  /** Who gets AWS Budgets' mails, beside the alerts topic. AWS allows ten. */
  mailTo: z.array(email).min(1, 'must name at least one address').max(10),
  /** What the service does by itself when money runs out: a mode for each cause. Absent: nothing. Needs requirements. */
  guard: z
    .strictObject({
      /** Role with which Datadog publishes to the topic: that of the account stack, `<account>-datadog-integration`. */
      datadogRole: text,
      modes: z.strictObject({
        /** AWS Budgets forecasts that the month's budget will not do; until the month is over. */
        forecast: guardMode,
        /** It is spent; until the month is over. */
        spent: guardMode,
        /** Datadog: half a day's share went in an hour; until that is over. */
        'spend-hour': guardMode,
        /** Datadog: a day costs far more than its share; until that is over. */
        'spend-day': guardMode,
      }),
    })
    .optional(),
});

export const WAIVER = z.strictObject({
  /** Name of the check, as the finding prints it. */
  check: text,
  /** Terraform address, as the finding prints it. */
  resource: text,
  reason: z.string().min(20, 'must say in a sentence why the finding is acceptable'),
  owner: email,
  /** Day from which the finding counts again. */
  expires: day,
});
export type Waiver = z.output<typeof WAIVER>;
