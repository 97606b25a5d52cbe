import type { HandlerName } from '../handlers/contract/routes';

/**
 * What exists after an apply, in the words both sides know it by. Types only.
 *
 * A construct says what it made by exposing parts; the stack lists them; the Datadog side and the checks read them. A new
 * kind of part does not compile until `datadog/monitors` says how it is watched.
 */
export type Part =
  | ApiPart
  | FirewallPart
  | FunctionPart
  | ModelPart
  | GuardrailPart
  | SecretPart
  | EndpointPart
  | NatPart
  | TablePart
  | BucketPart
  | QueuePart
  | DeadLettersPart
  | TopicPart
  | ModePart
  | BudgetPart
  | IntegrationPart;

export type PartKind = Part['kind'];

interface PartBase {
  /** Unique in the stack and the same in every environment, so that addresses and runbook headings are too. */
  readonly id: string;
  /** Physical name, as AWS shows it. */
  readonly name: string;
  /** Terraform addresses that the part stands for, `aws_sqs_queue.jobs_queue_1C1A0084`. */
  readonly addresses: readonly string[];
  /** Set where it has none, because it is made elsewhere: it is watched all the same. */
  readonly elsewhere?: true;
  /**
   * Tags by which Datadog tells it apart, `functionname:llm-gateway-prod-chat`. A monitor watches the part when its query
   * carries one of them. What has no metric of its own (a secret, an endpoint) names the tags of those who need it.
   */
  readonly scope: readonly string[];
}

/** A REST API and its one stage. */
export interface ApiPart extends PartBase {
  readonly kind: 'api';
  readonly stage: string;
  /** The gateway gives up on a function after this. */
  readonly integrationTimeoutMs: number;
  readonly throttle: { readonly ratePerSecond: number; readonly burst: number };
}

/** A WAF web ACL. */
export interface FirewallPart extends PartBase {
  readonly kind: 'firewall';
  readonly requestsPerClientIn5Minutes: number;
}

export interface FunctionPart extends PartBase {
  readonly kind: 'function';
  readonly handler: HandlerName;
  readonly alias: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly reservedConcurrency: number;
  readonly logGroup: string;
  /** How often a schedule invokes it. Absent: none does. */
  readonly everyMinutes?: number;
}

/** One model alias, and what it stands for. */
export interface ModelPart extends PartBase {
  readonly kind: 'model';
  readonly alias: string;
  readonly baseModelId: string;
  /** Who runs it, for people. */
  readonly runsOn: 'Bedrock' | 'SageMaker';
  /** Aliases that are asked when it fails. */
  readonly fallbacks: readonly string[];
  /** Longest that a caller may wait for an answer. */
  readonly timeoutMs: number;
  /** Longest that it may take for a whole answer, or the first words of a streamed one, before others are asked. */
  readonly turnMs: number;
}

export interface GuardrailPart extends PartBase {
  readonly kind: 'guardrail';
}

/** A secret that functions cannot work, or cannot report, without. */
export interface SecretPart extends PartBase {
  readonly kind: 'secret';
  /** Who puts a new value there, and after how many days at most. Absent: nobody counts. */
  readonly renewal?: { readonly by: 'rotation' | 'person'; readonly afterDays: number };
}

/** An interface or gateway VPC endpoint. */
export interface EndpointPart extends PartBase {
  readonly kind: 'endpoint';
  /** What it leads to: `bedrock-runtime`, `secretsmanager`, `datadog-metrics`, ... */
  readonly service: string;
  /**
   * `model`: answers need it; `tables`: what is remembered; `work`: functions fail at their work without it; `telemetry`: only
   * Datadog goes dark without it; `mode`: the last known mode stays without it.
   */
  readonly carries: 'model' | 'tables' | 'work' | 'telemetry' | 'mode';
}

export interface NatPart extends PartBase {
  readonly kind: 'nat';
  readonly zone: string;
}

/** A DynamoDB table, paid by the request. */
export interface TablePart extends PartBase {
  readonly kind: 'table';
  /** Last part of its name, and the `table` tag of our own metrics. */
  readonly table: string;
  /** Request units that it takes in a second at most. */
  readonly units: { readonly read: number; readonly write: number };
  /** Who calls it gives up after this, retries included. */
  readonly deadlineMs: number;
  /** What its callers do then. */
  readonly unanswered: 'go-on' | 'fail';
}

/** An S3 bucket for content that expires. */
export interface BucketPart extends PartBase {
  readonly kind: 'bucket';
  readonly expiryDays: number;
  /** What it holds at the busiest. */
  readonly expectedGigabytes: number;
}

/** An SQS queue that a function works on. */
export interface QueuePart extends PartBase {
  readonly kind: 'queue';
  /** How long a message stays hidden while somebody works on it. */
  readonly visibilitySeconds: number;
  /** Times that a message is given to somebody before it is dead. */
  readonly attempts: number;
  /** Messages that all workers together take at one time. */
  readonly takenAtOnce: number;
  /** Longest that a message should wait. Absent: as long as its attempts take. */
  readonly promisedSeconds?: number;
}

/** An SQS queue for what could not be done. */
export interface DeadLettersPart extends PartBase {
  readonly kind: 'dead-letters';
  /** Whose work it was, by its physical name. */
  readonly of: { readonly kind: 'queue' | 'function'; readonly name: string };
  readonly retentionDays: number;
}

/** The SSM parameter that says how the service answers. */
export interface ModePart extends PartBase {
  readonly kind: 'mode';
}

/** The SNS topic for budget alerts. */
export interface TopicPart extends PartBase {
  readonly kind: 'topic';
}

export interface BudgetPart extends PartBase {
  readonly kind: 'budget';
  readonly monthlyUsd: number;
}

/** The AWS-Datadog integration of one account. */
export interface IntegrationPart extends PartBase {
  readonly kind: 'integration';
  readonly accountId: string;
}

/**
 * One thing that a role may do, and why. The policy in the plan is made from grants, and a check holds the two against
 * each other.
 */
export interface Grant {
  /** Physical name of the role. */
  readonly role: string;
  /** Statement id in the policy: letters and digits. */
  readonly sid: string;
  /** Default `Allow`. */
  readonly effect?: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
  /** What the role needs it for. */
  readonly why: string;
  /** Required where an action or resource holds `*`: why it cannot be narrower. Shown in the report. */
  readonly wildcard?: string;
}
