import { METRICS } from '../../../handlers/contract/metrics';
import { REPORT_EVERY_HOURS, ROTATION_DAYS, ROTATION_FAILURES } from '../../../handlers/contract/rotation';
import type { SecretPart } from '../../parts';
import { count, level, plain } from '../query';
import { carrierMonitors } from './carriers';
import { type MonitorContext, type MonitorSpec, metricMonitor, type NoData } from './spec';

/** Days after the one on which AWS begins a rotation, until which it has ended or must begin anew; and that day itself. */
const GRACE_DAYS = ROTATION_DAYS + 1;
/** Days that a person has to find the time for it. */
const NOTICE_DAYS = 14;

/** How old a secret is, where somebody counts; and whether what carries telemetry still does. */
export function secretMonitors(secret: SecretPart, context: MonitorContext): MonitorSpec[] {
  const { renewal } = secret;
  if (renewal?.by === 'person') return [personIsDue(secret, renewal.afterDays, context)];
  return [
    ...(renewal === undefined ? [] : rotationMonitors(secret, renewal.afterDays, context)),
    ...carrierMonitors(secret, context),
  ];
}

function rotationMonitors(
  secret: SecretPart,
  afterDays: number,
  { env, service, parts }: MonitorContext,
): MonitorSpec[] {
  const scope = { env, service, secret: secret.id };
  const rotators = parts.filter((part) => part.kind === 'function' && part.handler === 'rotate-datadog-key');
  const common = { parts: [secret.id, ...rotators.map(({ id }) => id)], severity: 'notify', window: '1d' } as const;
  return [
    metricMonitor({
      ...common,
      id: `${secret.id}-rotation-failed`,
      kind: 'rotation-failed',
      title: `The rotation of ${secret.name} fails`,
      shows: 'steps of a rotation, and reports in between, that failed in a day',
      measure: plain(count(METRICS.secretRotations.name, { ...scope, outcome: Object.keys(ROTATION_FAILURES) })),
      thresholds: { critical: 0 },
      derivation: 'each step has tried several times before it fails',
      noData: {
        policy: 'ok',
        because: 'what does not run does not fail; that it does not run, rotation-overdue tells',
      },
    }),
    metricMonitor({
      ...common,
      id: `${secret.id}-rotation-overdue`,
      kind: 'rotation-overdue',
      title: `${secret.name} has not been rotated in time`,
      shows: 'age of the API key in use, in days',
      measure: plain(level('max', METRICS.secretAge.name, scope)),
      over: 'max',
      thresholds: { critical: afterDays + GRACE_DAYS },
      derivation: `every ${afterDays} days, and ${GRACE_DAYS} in which a rotation may take its time`,
      noData: {
        policy: 'notify',
        because: `the age is reported every ${REPORT_EVERY_HOURS} hours: silence is a schedule, a function or a key that does not work`,
      },
    }),
  ];
}

const TOLD_ELSEWHERE: NoData = {
  policy: 'last-known',
  because: 'the same function reports both ages, and rotation-overdue tells of its silence',
};

const personIsDue = (secret: SecretPart, afterDays: number, { env, service }: MonitorContext): MonitorSpec =>
  metricMonitor({
    id: `${secret.id}-application-key-age`,
    kind: 'application-key-age',
    title: `${secret.name} must be renewed by a person`,
    shows: 'age of the application key, in days',
    parts: [secret.id],
    severity: 'notify',
    measure: plain(level('max', METRICS.secretAge.name, { env, service, secret: secret.id })),
    over: 'max',
    window: '1d',
    thresholds: { critical: afterDays, warning: afterDays - NOTICE_DAYS },
    derivation: `datadog.apiKey.rotation.applicationKeyMaxDays (${afterDays}); warning ${NOTICE_DAYS} days before`,
    noData: TOLD_ELSEWHERE,
  });
