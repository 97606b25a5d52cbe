import { USAGE_TABLE } from '../../../handlers/contract/limits';
import { METRICS } from '../../../handlers/contract/metrics';
import type { Part } from '../../parts';
import type { MonitorContext } from '../monitors/spec';
import { count, level, plain, points, type Query, ratio, scaled } from '../query';
import { cacheWidgets, replayWidgets } from './memories';
import { limitWidgets, tenantWidgets } from './tenants';
import { timeseries, total, type Widget } from './widget';

/** Template variables, by which somebody narrows the dashboard to one function or one model. */
export const VARIABLES = {
  function: { name: 'function', prefix: 'functionname' },
  model: { name: 'model', prefix: 'model_alias' },
} as const;

const byFunction = { variables: [VARIABLES.function.name], by: ['functionname'] };
const byModel = { variables: [VARIABLES.model.name], by: ['model_alias'] };

const DOLLARS_IN_A_NANODOLLAR = 1e-9;

/**
 * What parts of one kind show together: traffic and its outcome, before anybody asks why. A kind without a metric of its own
 * shows nothing; what it carries does.
 *
 * @param parts All of one kind, at least one.
 */
export function summaryOf(kind: Part['kind'], parts: readonly Part[], { env, service }: MonitorContext): Widget[] {
  const own = { env, service };
  const names = parts.map(({ name }) => name);
  const line = (label: string, query: Query) => ({ label, graph: plain(query).graph });
  switch (kind) {
    case 'api': {
      const scope = { apiname: names };
      return [
        total('Requests', plain(count('aws.apigateway.count', scope)).graph),
        total('Refused by the gateway or the caller (4xx)', plain(count('aws.apigateway.4xxerror', scope)).graph),
        total('Failed on our side (5xx)', plain(count('aws.apigateway.5xxerror', scope)).graph),
        total(
          'Share that failed',
          ratio(count('aws.apigateway.5xxerror', scope), count('aws.apigateway.count', scope), 0).graph,
        ),
        timeseries('Where the time goes, p95 in milliseconds', [
          line('whole', level('avg', 'aws.apigateway.latency.p95', scope)),
          line('function', level('avg', 'aws.apigateway.integration_latency.p95', scope)),
        ]),
        timeseries(
          'Requests by route',
          [line('requests', count('aws.apigateway.count', scope, { by: ['method', 'resource'] }))],
          { bars: true },
        ),
        timeseries(
          'Chat requests by outcome',
          [line('requests', count(METRICS.chatRequests.name, own, { by: ['outcome'] }))],
          { bars: true },
        ),
        timeseries(
          'Chat requests within and over the latency target',
          [line('requests', count(METRICS.chatRequests.name, own, { by: ['latency'] }))],
          { bars: true },
        ),
      ];
    }
    case 'function': {
      const scope = { functionname: names };
      return [
        timeseries(
          'Invocations by function',
          [line('invocations', count('aws.lambda.enhanced.invocations', scope, byFunction))],
          { bars: true },
        ),
        timeseries('Errors by function', [line('errors', count('aws.lambda.enhanced.errors', scope, byFunction))], {
          bars: true,
        }),
        timeseries(
          'Cold starts by function',
          [line('cold starts', count('aws.lambda.enhanced.invocations', { ...scope, cold_start: 'true' }, byFunction))],
          { bars: true },
        ),
      ];
    }
    case 'model':
      return [
        timeseries(
          'Calls by outcome',
          [line('calls', count(METRICS.modelCalls.name, own, { ...byModel, by: ['outcome'] }))],
          { bars: true },
        ),
        timeseries('Mean latency by model', [line('ms', level('avg', METRICS.modelLatency.name, own, byModel))]),
        timeseries('Slowest call by model', [line('ms', level('max', METRICS.modelLatency.name, own, byModel))]),
        timeseries('Mean time to the first words of a stream by model', [
          {
            label: 'ms',
            graph: ratio(
              count(METRICS.timeToFirstToken.name, own, byModel),
              points(METRICS.timeToFirstToken.name, own, byModel),
              0,
            ).graph,
          },
        ]),
        timeseries(
          'Answers given in place of another model',
          [line('answers', count(METRICS.modelFallbacks.name, own, { by: ['from', 'to'] }))],
          { bars: true },
        ),
        timeseries(
          'Execution environments that began to leave a model out',
          [line('circuits', count(METRICS.circuitsOpened.name, own, byModel))],
          { bars: true },
        ),
        timeseries('Tokens read by model', [line('tokens', count(METRICS.inputTokens.name, own, byModel))], {
          bars: true,
          width: 'half',
        }),
        timeseries('Tokens read from the prompt cache by model', [
          line('tokens', count(METRICS.cacheReadTokens.name, own, byModel)),
        ]),
        timeseries('Saved by the prompt cache by model', [
          line('USD', count(METRICS.cacheSavedUsd.name, own, byModel)),
        ]),
        timeseries('Tokens written by model', [line('tokens', count(METRICS.outputTokens.name, own, byModel))], {
          bars: true,
          width: 'half',
        }),
      ];
    case 'guardrail':
      return [
        timeseries(
          'Guardrail interventions by model',
          [line('interventions', count(METRICS.guardrailInterventions.name, own, byModel))],
          { bars: true },
        ),
      ];
    case 'mode':
      return [
        timeseries(
          'Chat requests by mode',
          [line('requests', count(METRICS.chatRequests.name, own, { by: ['mode'] }))],
          {
            bars: true,
          },
        ),
        timeseries(
          'Look-ups of the mode by result',
          [line('look-ups', count(METRICS.modeLookUps.name, own, { by: ['result'] }))],
          { bars: true },
        ),
        timeseries(
          'Messages to the budget guard by what it did',
          [line('messages', count(METRICS.guardMessages.name, own, { by: ['action'] }))],
          { bars: true },
        ),
      ];
    case 'firewall': {
      const scope = { webacl: names };
      return [
        timeseries(
          'Firewall',
          [
            line('let in', count('aws.wafv2.allowed_requests', scope)),
            line('turned away', count('aws.wafv2.blocked_requests', scope)),
          ],
          { bars: true },
        ),
      ];
    }
    case 'budget':
      return [
        total('Models, by the price table', plain(count(METRICS.costUsd.name, own)).graph, 'USD'),
        total(
          'Models, as LLM Observability prices them',
          scaled(count('ml_obs.span.llm.total.cost', { env, ml_app: service }), DOLLARS_IN_A_NANODOLLAR).graph,
          'USD',
        ),
        total(
          'Cost of a chat request',
          ratio(count(METRICS.costUsd.name, own), count(METRICS.chatRequests.name, own), 0).graph,
          'USD',
        ),
        timeseries('Cost by model', [line('USD', count(METRICS.costUsd.name, own, byModel))], {
          bars: true,
          width: 'half',
        }),
        ...tenantWidgets(own),
      ];
    case 'table': {
      const scope = { tablename: names };
      const byTable = { by: ['tablename'] };
      return [
        timeseries(
          'Calls to tables, as DynamoDB counts them',
          [line('calls', count('aws.dynamodb.successful_request_latency.samplecount', scope, byTable))],
          { bars: true },
        ),
        timeseries(
          'Calls to tables by result, as functions see them',
          [line('calls', count(METRICS.tableCalls.name, own, { by: ['table', 'result'] }))],
          { bars: true },
        ),
        timeseries('Units written in a second', [
          line('units', level('avg', 'aws.dynamodb.consumed_write_capacity_units', scope, byTable)),
        ]),
        ...(parts.some((part) => part.kind === 'table' && part.table === 'answers') ? cacheWidgets(own) : []),
        ...(parts.some((part) => part.kind === 'table' && part.table === 'replays') ? replayWidgets(own) : []),
        ...(parts.some((part) => part.kind === 'table' && part.table === USAGE_TABLE) ? limitWidgets(own) : []),
      ];
    }
    case 'queue': {
      const scope = { queuename: names };
      const by = { by: ['queuename'] };
      return [
        timeseries(
          'Messages in and done',
          [
            line('in', count('aws.sqs.number_of_messages_sent', scope, by)),
            line('done', count('aws.sqs.number_of_messages_deleted', scope, by)),
          ],
          { bars: true },
        ),
        timeseries('Messages waiting', [
          line('messages', level('max', 'aws.sqs.approximate_number_of_messages_visible', scope, by)),
        ]),
      ];
    }
    case 'bucket': {
      const scope = { bucketname: names };
      const by = { by: ['bucketname'] };
      return [
        timeseries('Bytes kept, once a day', [line('bytes', level('avg', 'aws.s3.bucket_size_bytes', scope, by))]),
        timeseries('Objects kept, once a day', [line('objects', level('avg', 'aws.s3.number_of_objects', scope, by))]),
      ];
    }
    case 'dead-letters':
    case 'secret':
      return parts.some((part) => part.kind === 'secret' && part.renewal !== undefined)
        ? [
            timeseries('Age of the keys, in days', [
              line('days', level('max', METRICS.secretAge.name, own, { by: ['secret'] })),
            ]),
            timeseries(
              'Steps of rotations by outcome',
              [line('steps', count(METRICS.secretRotations.name, own, { by: ['step', 'outcome'] }))],
              { bars: true },
            ),
          ]
        : [];
    case 'endpoint':
    case 'nat':
    case 'topic':
    case 'integration':
      return [];
    default:
      return undrawn(kind);
  }
}

function undrawn(kind: never): never {
  throw new Error(`nothing says what a ${String(kind)} shows of itself: add a case to summaryOf`);
}

/** The two roads to Datadog, side by side: where one line ends and the other goes on, telemetry is lost. */
export const roadsOfTelemetry = (functions: readonly Part[]): Widget[] => {
  const scope = { functionname: functions.map(({ name }) => name) };
  return [
    timeseries(
      'Invocations, as the Extension reports them',
      [{ label: 'Extension', graph: plain(count('aws.lambda.enhanced.invocations', scope, byFunction)).graph }],
      { width: 'half' },
    ),
    timeseries(
      'Invocations, as CloudWatch counts them (15 minutes late)',
      [{ label: 'CloudWatch', graph: plain(count('aws.lambda.invocations', scope, byFunction)).graph }],
      { width: 'half' },
    ),
  ];
};
