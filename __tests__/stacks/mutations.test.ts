import { prod } from '../../stacks/config/environments/prod';
import { killMutants } from '../../tools/mutations/kill';
import { mutantsOf } from '../../tools/mutations/mutants';
import { renderKills } from '../../tools/mutations/render-kills';
import { madeStacks } from './made-stacks';

const stack = madeStacks().service(prod);
// all of them are spoilt by npm run docs, which takes longer
const kills = killMutants(stack.context(), 20);

it.each(kills)('$made plans with $harm are refused, each of them', ({ survivors }) => {
  expect(survivors).toEqual([]);
});

it('spoils each monitor, SLO and function of the plan', () => {
  const spoilt = [...mutantsOf(stack.context().plan)].map(({ where }) => where.split(':')[0]);
  const { resource = {} } = stack.context().plan;
  for (const type of ['datadog_monitor', 'datadog_service_level_objective', 'aws_lambda_function'])
    for (const id of Object.keys(resource[type] ?? {})) expect(spoilt).toContain(`${type}.${id}`);
});

it('says so of one that no check finds, first', () => {
  const seen = { harm: 'a', made: 2, by: new Map([['check', 2]]), survivors: [] };
  const missed = { harm: 'b', made: 400, by: new Map(), survivors: ['datadog_monitor.x: query'] };
  expect(renderKills('s', [seen, missed])).toEqual([
    's  402 spoilt plans, 401 of them refused: 99.7 %',
    '',
    '  b    399/400  ',
    '    not found  datadog_monitor.x: query',
    '  a        2/2  check',
  ]);
});
