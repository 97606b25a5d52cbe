import { everyScopeExists, everyVariableExists } from '../../../stacks/checks/every-scope-exists';
import { functionPart, monitor, monitors, problems } from './facts';

const parts = [functionPart()];
const query = (scope: string) => monitors({ m: monitor({ query: `sum(last_5m):sum:a.b{${scope}} > 5` }) });
const dashboard = (text: string, variables: unknown[] = []) => ({
  plan: {
    resource: {
      datadog_dashboard_json: {
        d: {
          dashboard: JSON.stringify({
            title: 'd',
            widgets: [{ definition: { requests: [{ queries: [{ query: text }] }] } }],
            template_variables: variables,
          }),
        },
      },
    },
  },
});

describe('everyScopeExists', () => {
  it.each([
    ['functionname:gateway-prod-chatt', /functionname is one of: gateway-prod-chat /],
    ['functionname:gateway-prod-cha', /nothing in the plan carries it/],
    ['functionnam:gateway-prod-chat', /nothing in the plan carries the tag "functionnam"/],
    ['env:staging', /env is one of: prod /],
    ['outcome:okay', /outcome is one of/],
    ['apiid:${aws_api_gateway_rest_api.gone.id}', /aws_api_gateway_rest_api.gone is not in the plan/],
    ['functionname:gateway-*', /nothing in the plan carries it/],
    ['oops', /"oops" in the braces is no key:value/],
    ['$env', /\$env is no template variable/],
  ])('finds {%s} in a monitor', (scope, expected) => {
    expect(problems(everyScopeExists, { parts, ...query(scope) })).toEqual([expect.stringMatching(expected)]);
  });

  it('finds a strange tag in an SLO', () => {
    const slo = { name: 's', type: 'metric', query: { numerator: 'sum:a{env:prod}', denominator: 'sum:a{env:stage}' } };
    const plan = { resource: { datadog_service_level_objective: { slo } } };
    expect(problems(everyScopeExists, { plan })).toHaveLength(1);
  });

  it('finds a strange tag in a widget, and a variable that the dashboard does not have', () => {
    expect(problems(everyScopeExists, dashboard('avg:a{env:stage,$team,stage:$stage.value}'))).toHaveLength(3);
  });

  it('accepts the scope of a part, the tags of the stack, and values that a metric has by its nature', () => {
    const scope = 'functionname:gateway-prod-chat,env:prod,service:gateway,outcome:ok,latency:over,cold_start:true';
    expect(problems(everyScopeExists, { parts, ...query(scope) })).toEqual([]);
  });

  it('accepts a reference to a resource of the plan', () => {
    const { plan } = query('apiid:${aws_api_gateway_rest_api.api.id}');
    const withApi = { resource: { ...plan.resource, aws_api_gateway_rest_api: { api: { name: 'x' } } } };
    expect(problems(everyScopeExists, { plan: withApi })).toEqual([]);
  });

  it('accepts the template variables of a dashboard', () => {
    const variables = [
      { name: 'team', prefix: 'team' },
      { name: 'stage', prefix: 'stage' },
    ];
    expect(problems(everyScopeExists, dashboard('avg:a{env:prod,$team,stage:$stage.value}', variables))).toEqual([]);
  });
});

describe('everyVariableExists', () => {
  it('finds a variable that starts with what nothing carries', () => {
    expect(
      problems(everyVariableExists, dashboard('avg:a{*}', [{ name: 'env', prefix: 'env', defaults: ['stage'] }])),
    ).toHaveLength(1);
  });

  it('accepts a variable that starts with everything, or with what there is', () => {
    const variables = [
      { name: 'env', prefix: 'env', defaults: ['prod'] },
      { name: 'team', prefix: 'team', defaults: ['*'] },
    ];
    expect(problems(everyVariableExists, dashboard('avg:a{*}', variables))).toEqual([]);
  });
});
