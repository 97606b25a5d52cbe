import { USAGE_TABLE } from '../../handlers/contract/limits';
import type { HandlerName } from '../../handlers/contract/routes';
import type { Part } from '../parts';

/** One way in which a part fails, and who would see it. */
export interface FailureMode {
  /** What goes wrong, in words: unique among the modes of a part. */
  readonly mode: string;
  /** Kinds of monitors that show it, any of which will do. SLOs are seen through the monitors of their burn rate. */
  readonly shownBy: readonly string[];
}

const mode = (text: string, ...shownBy: string[]): FailureMode => ({ mode: text, shownBy });

/** A function, whoever calls it. */
const FUNCTION = [
  mode('fails', 'function-errors'),
  mode('runs out of time', 'function-timeouts', 'function-duration'),
  mode('slows down', 'function-duration'),
  mode('is throttled', 'function-throttles', 'function-concurrency'),
  mode('runs out of memory', 'function-out-of-memory', 'function-memory'),
  mode('tells nothing', 'telemetry-lost'),
];

/**
 * How each kind of part fails. A new kind does not compile until it has an entry here; each mode must be shown by a monitor
 * whose query names the part, or be waived in the config.
 */
export function failureModesOf(part: Part): readonly FailureMode[] {
  switch (part.kind) {
    case 'api':
      return [
        mode('answers 5xx', 'api-errors', 'slo-availability-burn', 'service-failing'),
        mode('refuses its callers', 'api-refusals'),
        mode('answers slowly', 'api-latency'),
      ];
    case 'firewall':
      return [mode('turns callers away', 'firewall-blocks')];
    case 'function':
      return FUNCTION;
    case 'model':
      return [
        mode('slows down', 'model-latency'),
        mode('is slow to its first word', 'model-first-token'),
        mode('throttles', 'model-throttles'),
        mode('fails', 'model-errors'),
        mode('cannot be reached', 'model-unreachable'),
        mode('stays shut off', 'model-circuit-open'),
        ...(part.fallbacks.length > 0 ? [mode('leaves its work to others', 'model-fallbacks')] : []),
      ];
    case 'guardrail':
      return [mode('blocks more than it should', 'guardrail-interventions')];
    case 'secret':
      return renewed(part);
    case 'endpoint':
      return [mode('carries nothing', ...CARRIED[part.carries])];
    case 'nat':
      return [mode('carries nothing', 'telemetry-lost')];
    case 'table':
      return [
        mode('fails its callers', 'table-failures'),
        mode('is throttled', 'table-throttles'),
        mode('fails at AWS', 'table-errors'),
        mode('slows down', 'table-latency'),
        mode('nears its ceiling', 'table-capacity'),
      ];
    case 'bucket':
      return [mode('keeps what it should have let go', 'bucket-fills')];
    case 'queue':
      return [mode('is not worked on', 'queue-age'), mode('grows faster than it is worked on', 'queue-backlog')];
    case 'dead-letters':
      return [mode('holds work that nobody does', 'dead-letters')];
    case 'mode':
      return [mode('is not the normal one', 'mode-not-normal'), mode('cannot be read', 'mode-unreadable')];
    case 'topic':
      return [mode('says that money runs out', 'spend-day', 'spend-hour')];
    case 'budget':
      return [mode('goes in an hour', 'spend-hour'), mode('goes in a month', 'spend-day')];
    case 'integration':
      return [mode('brings nothing from CloudWatch', 'integration-lost')];
    default:
      return unknown(part);
  }
}

function renewed({ renewal }: Extract<Part, { kind: 'secret' }>): FailureMode[] {
  switch (renewal?.by) {
    case 'rotation':
      return [
        mode('cannot be read, or is revoked', 'telemetry-lost'),
        mode('is not renewed', 'rotation-failed'),
        mode('grows old', 'rotation-overdue'),
      ];
    case 'person':
      return [mode('grows old', 'application-key-age')];
    default:
      return [mode('cannot be read, or is revoked', 'telemetry-lost')];
  }
}

/** How the service as a whole fails, beyond its parts: what it promises its callers. */
export function failureModesOfService(parts: readonly Part[]): readonly FailureMode[] {
  const runs = (handler: HandlerName) => parts.some((part) => part.kind === 'function' && part.handler === handler);
  const keeps = (table: string) => parts.some((part) => part.kind === 'table' && part.table === table);
  return [
    ...(runs('chat') ? [mode('fails chat requests', 'chat-failures', 'service-failing')] : []),
    ...(runs('batch-worker')
      ? [
          mode('fails batches', 'batch-failures'),
          mode('fails items of batches', 'batch-item-failures'),
          mode('makes no progress with a batch', 'batch-not-progressing'),
        ]
      : []),
    ...(runs('batch-completed') ? [mode('fails jobs of batch inference', 'batch-job-failures')] : []),
    ...(runs('evaluate')
      ? [
          mode('answers badly', 'quality-low'),
          mode('is not judged in time', 'evaluation-behind'),
          mode('is judged by one who cannot', 'judge-unclear'),
          mode('loses what should be judged', 'samples-lost'),
        ]
      : []),
    ...(runs('budget-guard')
      ? [mode('sheds load to save money', 'guard-acted'), mode('cannot be told to save money', 'guard-failed')]
      : []),
    ...(keeps(USAGE_TABLE)
      ? [mode('lets tenants pass their limits', 'limits-unenforced'), mode('turns tenants away', 'tenant-limit')]
      : []),
    ...(keeps('answers') ? [mode('forgets what it has answered', 'cache-errors')] : []),
  ];
}

const CARRIED: Readonly<Record<Extract<Part, { kind: 'endpoint' }>['carries'], readonly string[]>> = {
  mode: ['mode-unreadable'],
  model: ['model-unreachable'],
  tables: ['table-failures'],
  work: ['function-errors', 'function-timeouts', 'service-failing'],
  telemetry: ['telemetry-lost'],
};

function unknown(part: never): never {
  throw new Error(`nobody has said how ${JSON.stringify(part)} fails: add a case to failureModesOf`);
}
