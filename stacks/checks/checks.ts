import type { Waiver } from '../config/sections';
import type { Check, CheckContext, Facts, Finding } from './check';
import { contentExpires } from './content-expires';
import { everyFailureIsShown } from './coverage';
import { everyInvokeIsScoped } from './every-invoke-is-scoped';
import { everyMessageRenders } from './every-message-renders';
import { everyKindHasAnArticle, everyMonitorLinksItsArticle } from './every-monitor-has-an-article';
import { everyMonitorReachesSomebody } from './every-monitor-reaches-somebody';
import { everyPageIsConfirmed } from './every-page-is-confirmed';
import { everyPartIsWatched } from './every-part-is-watched';
import { everyMetricIsKnown, everyQueryParses, unitsFit } from './every-query-makes-sense';
import { everyReferenceExists } from './every-reference-exists';
import {
  everyPartExists,
  everyPartHasItsName,
  everyPartIsItself,
  everyResourceIsAPart,
  everyWatchedPartExists,
} from './every-resource-is-a-part';
import { everyScopeExists, everyVariableExists, everyVariableIsUsed } from './every-scope-exists';
import { everyScopeIsOurOwn } from './every-scope-is-our-own';
import { everySloAlerts } from './every-slo-alerts';
import { everyServiceIsScoped, everyTrustedAccountIsOurs, everyTrustIsScoped } from './every-trust-is-scoped';
import { everyWindowIsLegal } from './every-window-is-legal';
import { everyKeyRotates, everythingIsEncrypted } from './everything-is-encrypted';
import { everyDashboardIsTagged, everyProviderTags, noTagIsOverridden } from './everything-is-tagged';
import { factsOf } from './facts';
import { everyLogGroupIsOurs, logsExpire } from './logs-expire';
import { namesAreReferences } from './names-are-references';
import { everyFirewallLogIsNamedSo, namesFitAws } from './names-fit-aws';
import { noAbsolutePath } from './no-absolute-path';
import { noSecretInState, nothingLooksLikeASecret } from './no-secret-in-state';
import {
  everyEndpointHasAPolicy,
  everyPolicyIsReadable,
  noOpenStatement,
  noUnexplainedWildcard,
} from './no-unexplained-wildcard';
import { nothingIsLost } from './nothing-is-lost';
import { onlyHealthIsOpen } from './only-health-is-open';
import { policiesMatchGrants } from './policies-match-grants';
import { rotationIsNotOverwritten } from './rotation-is-not-overwritten';
import { everyKeyWaits, statefulIsProtected } from './stateful-is-protected';
import { markersAgree, targetsAgree, thresholdsAgree } from './thresholds-agree';
import { visibilityOutlastsTheWorker } from './visibility-outlasts-the-worker';
import { applyWaivers, type Waived } from './waivers';

/** Every check by its name, which is what findings and waivers call it. */
export const CHECKS: Readonly<Record<string, Check>> = {
  'every-resource-is-a-part': everyResourceIsAPart,
  'every-part-exists': everyPartExists,
  'every-watched-part-exists': everyWatchedPartExists,
  'every-part-has-its-name': everyPartHasItsName,
  'every-part-is-itself': everyPartIsItself,
  'every-part-is-watched': everyPartIsWatched,
  'every-failure-is-shown': everyFailureIsShown,
  'every-scope-exists': everyScopeExists,
  'every-scope-is-our-own': everyScopeIsOurOwn,
  'every-variable-exists': everyVariableExists,
  'every-variable-is-used': everyVariableIsUsed,
  'every-monitor-reaches-somebody': everyMonitorReachesSomebody,
  'every-kind-has-an-article': everyKindHasAnArticle,
  'every-monitor-links-its-article': everyMonitorLinksItsArticle,
  'every-query-parses': everyQueryParses,
  'every-metric-is-known': everyMetricIsKnown,
  'units-fit': unitsFit,
  'every-window-is-legal': everyWindowIsLegal,
  'every-message-renders': everyMessageRenders,
  'every-page-is-confirmed': everyPageIsConfirmed,
  'every-slo-alerts': everySloAlerts,
  'targets-agree': targetsAgree,
  'thresholds-agree': thresholdsAgree,
  'markers-agree': markersAgree,
  'no-secret-in-state': noSecretInState,
  'nothing-looks-like-a-secret': nothingLooksLikeASecret,
  'every-policy-is-readable': everyPolicyIsReadable,
  'no-unexplained-wildcard': noUnexplainedWildcard,
  'no-open-statement': noOpenStatement,
  'every-endpoint-has-a-policy': everyEndpointHasAPolicy,
  'rotation-is-not-overwritten': rotationIsNotOverwritten,
  'policies-match-grants': policiesMatchGrants,
  'everything-is-encrypted': everythingIsEncrypted,
  'every-key-rotates': everyKeyRotates,
  'logs-expire': logsExpire,
  'content-expires': contentExpires,
  'every-log-group-is-ours': everyLogGroupIsOurs,
  'every-provider-tags': everyProviderTags,
  'no-tag-is-overridden': noTagIsOverridden,
  'every-dashboard-is-tagged': everyDashboardIsTagged,
  'names-fit-aws': namesFitAws,
  'every-firewall-log-is-named-so': everyFirewallLogIsNamedSo,
  'stateful-is-protected': statefulIsProtected,
  'every-key-waits': everyKeyWaits,
  'nothing-is-lost': nothingIsLost,
  'visibility-outlasts-the-worker': visibilityOutlastsTheWorker,
  'every-invoke-is-scoped': everyInvokeIsScoped,
  'every-trust-is-scoped': everyTrustIsScoped,
  'every-service-is-scoped': everyServiceIsScoped,
  'every-trusted-account-is-ours': everyTrustedAccountIsOurs,
  'only-health-is-open': onlyHealthIsOpen,
  'every-reference-exists': everyReferenceExists,
  'names-are-references': namesAreReferences,
  'no-absolute-path': noAbsolutePath,
};

export interface CheckResult {
  /** What stands against the plan: with one of these it may not be used. */
  readonly findings: readonly Finding[];
  readonly waived: readonly Waived[];
}

/**
 * Holds every check against a plan.
 *
 * @param today `YYYY-MM-DD`: waivers expire by it.
 */
export function runChecks(context: CheckContext, waivers: readonly Waiver[], today: string): CheckResult {
  const facts = factsOf(context);
  const findings = Object.entries(CHECKS).flatMap(([name, check]) => findingsOf(name, check, facts));
  const { open, waived, problems } = applyWaivers(findings, waivers, today);
  return { findings: [...open, ...problems], waived };
}

/** A check that throws has proven nothing, so that is a finding too. */
export function findingsOf(name: string, check: Check, facts: Facts): Finding[] {
  try {
    const found = check(facts).map((problem) => ({ check: name, ...problem }));
    return found.sort((a, b) =>
      a.resource === b.resource ? order(a.problem, b.problem) : order(a.resource, b.resource),
    );
  } catch (error) {
    const problem = `the check itself failed: ${error instanceof Error ? error.message : String(error)}`;
    return [
      {
        check: name,
        resource: '(all)',
        problem,
        fix: `this is a mistake in stacks/checks; please mend the check "${name}"`,
      },
    ];
  }
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** What `cdktf synth` says when it refuses: what, where, how to mend it. */
export const validationMessages = ({ findings }: CheckResult): string[] =>
  findings.map(({ check, resource, problem, fix }) => `[${check}] ${resource}: ${problem}. To mend: ${fix}.`);
