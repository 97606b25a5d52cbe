import { everyPartIsWatched } from '../../../stacks/checks/every-part-is-watched';
import { functionPart, monitor, monitors, problems } from './facts';

const parts = [functionPart()];
const composite = {
  type: 'composite',
  query: '${datadog_monitor.rate.id} && ${datadog_monitor.count.id}',
  monitor_thresholds: undefined,
};

describe('everyPartIsWatched', () => {
  it('finds a part that no monitor names', () => {
    expect(problems(everyPartIsWatched, { parts })).toEqual([
      'aws_lambda_function.chat: nothing watches the function gateway-prod-chat: no monitor or SLO is tagged part:chat',
    ]);
  });

  it('finds a part whose monitor looks at another whose name begins the same', () => {
    const dead = monitor({
      query: 'sum(last_5m):sum:aws.lambda.errors{functionname:gateway-prod-chat-old}.as_count() > 5',
    });
    expect(problems(everyPartIsWatched, { parts, ...monitors({ dead }) })).toEqual([
      'aws_lambda_function.chat: nothing watches the function gateway-prod-chat: "chat fails" say so, but their queries hold none of functionname:gateway-prod-chat',
    ]);
  });

  it('finds a part whose monitor leaves it out', () => {
    const without = monitor({
      query: 'sum(last_5m):sum:aws.lambda.errors{!functionname:gateway-prod-chat}.as_count() > 5',
    });
    expect(problems(everyPartIsWatched, { parts, ...monitors({ without }) })).toHaveLength(1);
  });

  it('finds a part that only a component watches, of which no composite is made', () => {
    const component = monitor({ tags: ['part:chat', 'severity:component', 'kind:function-errors'] });
    expect(problems(everyPartIsWatched, { parts, ...monitors({ component }) })).toHaveLength(1);
  });

  it('finds a part whose id is only the beginning of the tag', () => {
    const other = monitor({ tags: ['part:chat-2', 'severity:page', 'kind:function-errors'] });
    expect(problems(everyPartIsWatched, { parts, ...monitors({ other }) })).toHaveLength(1);
  });

  it('accepts a part that a monitor names by tag and query', () => {
    expect(problems(everyPartIsWatched, { parts, ...monitors({ errors: monitor() }) })).toEqual([]);
  });

  it('accepts a part that a composite watches by its components', () => {
    const component = monitor({ tags: ['severity:component', 'kind:function-errors'] });
    const whole = monitor(composite);
    expect(problems(everyPartIsWatched, { parts, ...monitors({ rate: component, count: component, whole }) })).toEqual(
      [],
    );
  });

  it('accepts a part that an SLO and its burn-rate alert watch', () => {
    const query = {
      numerator: 'sum:a{functionname:gateway-prod-chat}.as_count()',
      denominator: 'sum:b{env:prod}.as_count()',
    };
    const burn = monitor({
      type: 'slo alert',
      query: 'burn_rate("${datadog_service_level_objective.s.id}").over("30d") > 14',
    });
    const plan = {
      resource: {
        datadog_service_level_objective: { s: { name: 's', type: 'metric', query, tags: [] } },
        datadog_monitor: { burn },
      },
    };
    expect(problems(everyPartIsWatched, { parts, plan })).toEqual([]);
    const slo = { ...plan.resource.datadog_service_level_objective.s, tags: ['part:chat'] };
    expect(
      problems(everyPartIsWatched, { parts, plan: { resource: { datadog_service_level_objective: { s: slo } } } }),
    ).toEqual([]);
  });

  it('accepts a part that a search of events watches', () => {
    const event = monitor({
      type: 'event-v2 alert',
      query: 'events("source:budgets functionname:gateway-prod-chat").rollup("count").last("5m") > 0',
    });
    expect(problems(everyPartIsWatched, { parts, ...monitors({ event }) })).toEqual([]);
  });
});
