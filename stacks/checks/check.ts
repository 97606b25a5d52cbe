import type { Grant, Part } from '../parts';
import type { DatadogObjects } from './datadog-objects';
import type { Plan, Synthesized } from './plan';
import type { Statement } from './statements';

/** One thing wrong with the plan. Data, not an exception: the report lists it, the stack refuses to synthesize. */
export interface Finding {
  /** Name of the check, `every-part-is-watched`: what a waiver names. */
  readonly check: string;
  /** Terraform address, `aws_sqs_queue.jobs_queue_1C1A0084`, or the name of what has none: what a waiver names. */
  readonly resource: string;
  /** What is wrong, with the value that is there. */
  readonly problem: string;
  /** How to mend it, and where. */
  readonly fix: string;
}

/** A finding before it is known which check it is of. */
export type Problem = Omit<Finding, 'check'>;

/** What is known of a metric. */
export interface KnownMetric {
  readonly type: 'count' | 'gauge' | 'distribution';
  /** Datadog's name of it: https://docs.datadoghq.com/metrics/units/ */
  readonly unit: string;
  /** Tag keys that it carries. */
  readonly tags: readonly string[];
  /** Whether a source names metric and tags outright. */
  readonly confirmed: boolean;
}

/** What a stack says of itself. */
export interface CheckContext {
  /** What `toTerraform()` gave: the truth, where everything else is a claim. */
  readonly plan: Synthesized;
  readonly parts: readonly Part[];
  /** With references resolved, `${aws_kms_key.keys_data_488379EE.arn}`, as they stand in the plan. */
  readonly grants: readonly Grant[];
  /** The stack's own tags, which everything it makes must carry. */
  readonly tags: Readonly<Record<string, string>>;
  readonly receivers: { readonly page: readonly string[]; readonly notify: readonly string[] };
  /** Names of the articles in docs/runbook, without `.md`. */
  readonly articles: ReadonlySet<string>;
  readonly protectFromDestroy: boolean;
  /** By name. What is not in it does not exist. */
  readonly metrics: Readonly<Record<string, KnownMetric>>;
}

/** The context with its plan read once, for all checks. */
export interface Facts extends Omit<CheckContext, 'plan'> {
  readonly plan: Plan;
  /** Every statement of every policy in the plan. */
  readonly statements: readonly Statement[];
  readonly datadog: DatadogObjects;
}

/** One rule: pure, and named like the sentence that holds when it finds nothing. */
export type Check = (facts: Facts) => Problem[];
