import { TerraformStack, Testing } from 'cdktf';
import { awsProvider } from '../../stacks/aws/provider';
import { dev } from '../../stacks/config/environments/dev';
import { datadogProvider } from '../../stacks/datadog/provider';
import { tagsOf } from '../../stacks/names';
import { quickly } from '../../stacks/synthesize';

/** A synthesized plan: type -> logical id -> arguments. */
export interface Plan {
  readonly terraform: Record<string, unknown>;
  readonly provider: Record<string, Record<string, unknown>[]>;
  readonly variable?: Record<string, Record<string, unknown>>;
  readonly resource: Record<string, Record<string, Record<string, unknown>>>;
}

/** The plan of a stack, validations included: `Testing.synth` leaves them out unless told otherwise. */
export const synthesized = (stack: TerraformStack): Plan =>
  JSON.parse(quickly(() => Testing.synth(stack, true))) as Plan;

/** A stack with both providers that holds what `make` puts into it, synthesized. */
export function planOf(make: (stack: TerraformStack) => void): Plan {
  const stack = new TerraformStack(Testing.app(), 'test');
  awsProvider(stack, { aws: dev.aws, tags: tagsOf(dev) });
  datadogProvider(stack, { site: dev.datadog.site, tags: tagsOf(dev) });
  make(stack);
  return synthesized(stack);
}

/** Every resource of a type. */
export const all = (plan: Plan, type: string): Record<string, unknown>[] => Object.values(plan.resource[type] ?? {});

/** The only resource of a type. */
export function only(plan: Plan, type: string): Record<string, unknown> {
  const [first, ...more] = all(plan, type);
  if (first === undefined || more.length > 0) throw new Error(`expected one ${type}, got ${all(plan, type).length}`);
  return first;
}

export interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: string[];
  readonly Resource: string[];
  readonly Condition?: Record<string, Record<string, string>>;
  readonly Principal?: unknown;
}

/** The statements of a policy document in JSON. */
export const statements = (policy: unknown): Statement[] =>
  (JSON.parse(String(policy)) as { Statement: Statement[] }).Statement;
