import type { Finding } from '../checks/check';
import type { CheckResult } from '../checks/checks';
import { datadogObjects } from '../checks/datadog-objects';
import { watchersOf } from '../checks/every-part-is-watched';
import { readPlan, recordOf, type Synthesized, valuesAt } from '../checks/plan';
import { statementsOf } from '../checks/statements';
import type { Waived } from '../checks/waivers';
import { type ExplainedWildcard, wildcards } from '../checks/wildcards';
import type { Grant, Part, PartKind } from '../parts';
import { countKinds, type KindCount } from './kinds';

/** What the report needs of a stack. */
export interface ReportedStack {
  readonly name: string;
  /** What it is one of: the service, or `account`. */
  readonly family: string;
  /** Which of them: the environment, or the account. */
  readonly member: string;
  readonly plan: Synthesized;
  readonly parts: readonly Part[];
  readonly grants: readonly Grant[];
  readonly checked: CheckResult;
  /** Where its JSON lies, relative to the root, and how long it is. */
  readonly jsonPath: string;
  readonly jsonBytes: number;
}

export interface Watcher {
  readonly name: string;
  readonly address: string;
  /** `page`, `notify`, `component`, or `slo`. */
  readonly severity: string;
}

export interface WatchedPart {
  readonly id: string;
  readonly kind: PartKind;
  readonly name: string;
  readonly scope: readonly string[];
  readonly by: readonly Watcher[];
}

/** One stack, as a reviewer wants to see it. */
export interface StackOverview {
  readonly name: string;
  readonly family: string;
  readonly member: string;
  readonly accountId: string;
  readonly region: string;
  /** Where Terraform keeps its state: `local`, `s3`, `cloud`, ... */
  readonly state: string;
  readonly jsonPath: string;
  readonly jsonBytes: number;
  readonly resources: { readonly aws: number; readonly datadog: number };
  readonly kinds: readonly KindCount[];
  readonly watched: readonly WatchedPart[];
  readonly findings: readonly Finding[];
  readonly waived: readonly Waived[];
  /** Wildcards in policies, each with the reason that its grant gives. */
  readonly wildcards: readonly ExplainedWildcard[];
}

export interface BundleOverview {
  readonly handler: string;
  readonly bytes: number;
  readonly zipBytes: number;
  /** Of the archive, in hex. */
  readonly sha256: string;
}

/** Everything that `npm start` prints. */
export interface Overview {
  readonly stacks: readonly StackOverview[];
  readonly bundles: readonly BundleOverview[];
}

/** What a reviewer wants to know of a stack, from its JSON. */
export function overviewOf(stack: ReportedStack): StackOverview {
  const plan = readPlan(stack.plan);
  const datadog = datadogObjects(plan);
  const provider = stack.plan.provider?.['aws']?.[0] ?? {};
  const terraform = stack.plan.terraform ?? {};
  const severityOf = (address: string) =>
    datadog.monitors.find((monitor) => monitor.address === address)?.severity ?? 'slo';
  const isDatadog = ({ type }: { readonly type: string }) => type.startsWith('datadog_');
  return {
    name: stack.name,
    family: stack.family,
    member: stack.member,
    accountId: valuesAt(provider, 'allowed_account_ids').map(String).join(', '),
    region: valuesAt(provider, 'region').map(String).join(', '),
    state: terraform['cloud'] === undefined ? (Object.keys(recordOf(terraform['backend']))[0] ?? 'none') : 'cloud',
    jsonPath: stack.jsonPath,
    jsonBytes: stack.jsonBytes,
    resources: {
      aws: plan.resources.filter((resource) => !isDatadog(resource)).length,
      datadog: plan.resources.filter(isDatadog).length,
    },
    kinds: countKinds(plan.resources, datadog.monitors),
    watched: stack.parts.map((part) => ({
      id: part.id,
      kind: part.kind,
      name: part.name,
      scope: part.scope,
      by: watchersOf(part, { datadog })
        .filter(({ looks }) => looks)
        .map(({ name, address }) => ({ name, address, severity: severityOf(address) })),
    })),
    findings: stack.checked.findings,
    waived: stack.checked.waived,
    wildcards: wildcards({ statements: statementsOf(plan), grants: stack.grants }),
  };
}
