import { METRICS } from '../../../handlers/contract/metrics';
import type { Part } from '../../parts';
import type { MonitorContext, MonitorSpec } from '../monitors/spec';
import { count, level } from '../query';
import { type Line, type Marker, number, timeseries, type Widget } from './widget';

/** The monitor specs of one part, by kind: thresholds are drawn from them and written nowhere else. */
type Thresholds = (kind: MonitorSpec['kind']) => readonly Marker[];

/** What a part shows of itself. A part without a metric of its own shows nothing. */
export function widgetsFor(part: Part, { env, service }: MonitorContext, specs: readonly MonitorSpec[]): Widget[] {
  const threshold: Thresholds = (kind) =>
    specs
      .filter((spec) => spec.kind === kind && spec.parts.includes(part.id))
      .map(({ critical, unit }) => ({ label: `alert at ${critical} ${unit}`, value: critical }));
  const line = (label: string, series: { readonly text: string }): Line => ({ label, query: series.text });

  switch (part.kind) {
    case 'api': {
      const scope = { apiname: part.name, stage: part.stage };
      return [
        timeseries('Requests and refusals', [
          line('requests', count('aws.apigateway.count', scope)),
          line('4xx', count('aws.apigateway.4xxerror', scope)),
          line('5xx', count('aws.apigateway.5xxerror', scope)),
        ]),
        timeseries(
          'Latency, 95th percentile',
          [
            line('whole', level('avg', 'aws.apigateway.latency.p95', scope)),
            line('integration', level('avg', 'aws.apigateway.integration_latency.p95', scope)),
          ],
          threshold('api-latency'),
        ),
        timeseries('Requests by route', [line('requests', count('aws.apigateway.count', scope, 'resource'))]),
      ];
    }
    case 'function': {
      const scope = { functionname: part.name };
      return [
        timeseries(`${part.id}: invocations and errors`, [
          line('invocations', count('aws.lambda.enhanced.invocations', scope)),
          line('errors', count('aws.lambda.enhanced.errors', scope)),
          line('timeouts', count('aws.lambda.enhanced.timeouts', scope)),
          line('throttles', count('aws.lambda.throttles', scope)),
        ]),
        timeseries(
          `${part.id}: duration, 95th percentile`,
          [line('ms', level('avg', 'aws.lambda.duration.p95', scope))],
          threshold('function-duration'),
        ),
        timeseries(
          `${part.id}: concurrency`,
          [line('executions', level('max', 'aws.lambda.concurrent_executions.maximum', scope))],
          threshold('function-concurrency'),
        ),
      ];
    }
    case 'model': {
      const scope = { env, service, model_alias: part.alias };
      return [
        timeseries(
          `${part.alias}: latency`,
          [line('ms', level('avg', METRICS.modelLatency.name, scope))],
          threshold('model-latency'),
        ),
        timeseries(`${part.alias}: calls by outcome`, [
          line('calls', count(METRICS.modelCalls.name, scope, 'outcome')),
        ]),
        timeseries(`${part.alias}: tokens`, [
          line('read', count(METRICS.inputTokens.name, scope)),
          line('written', count(METRICS.outputTokens.name, scope)),
        ]),
      ];
    }
    case 'guardrail':
      return [
        timeseries('Guardrail interventions', [
          line('interventions', count(METRICS.guardrailInterventions.name, { env, service }, 'model_alias')),
        ]),
      ];
    case 'firewall':
      return [
        timeseries('Firewall', [
          line('allowed', count('aws.wafv2.allowed_requests', { webacl: part.name })),
          line('blocked', count('aws.wafv2.blocked_requests', { webacl: part.name })),
        ]),
      ];
    case 'budget':
      return [
        number('Models cost', count(METRICS.costUsd.name, { env, service }).text, 'USD', 2),
        timeseries(
          'Cost by model',
          [line('USD', count(METRICS.costUsd.name, { env, service }, 'model_alias'))],
          [],
          'half',
        ),
      ];
    case 'secret':
    case 'endpoint':
    case 'nat':
    case 'topic':
    case 'integration':
      return [];
    default:
      return undrawn(part);
  }
}

function undrawn(part: never): never {
  throw new Error(`nothing says what ${JSON.stringify(part)} shows of itself: add a case to widgetsFor`);
}
