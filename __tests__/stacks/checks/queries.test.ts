import { hasTag, readGraphQuery } from '../../../stacks/checks/queries';

const scopesIn = (text: string) => readGraphQuery(text).scopes;

describe('the scopes of a query', () => {
  it.each([
    ['sum:a.b{env:prod,functionname:x}.as_count()', ['env:prod', 'functionname:x']],
    ['sum:a.b{env:prod AND (outcome:ok OR outcome:guardrail)}', ['env:prod', 'outcome:ok', 'outcome:guardrail']],
    ['sum:a.b{env:prod,!outcome:ok}', ['env:prod', '!outcome:ok']],
    ['sum:a.b{env:prod AND NOT outcome:ok}', ['env:prod', '!outcome:ok']],
    ['sum:a.b{outcome IN (ok, guardrail)}', ['outcome:ok', 'outcome:guardrail']],
    ['sum:a.b{env NOT IN (dev)}', ['!env:dev']],
    ['sum:a.b{resource:gateway-prod-chat:live}', ['resource:gateway-prod-chat:live']],
    [
      'avg:a.b{apiid:${aws_api_gateway_rest_api.api.id},stage:v1} by {method}',
      ['apiid:${aws_api_gateway_rest_api.api.id}', 'stage:v1'],
    ],
    ['avg:a.b{*}', []],
    ['(sum:a.b{env:prod} / sum:c.d{env:dev}) * 100', ['env:prod', 'env:dev']],
  ])('reads the tags of %s', (query, expected) => {
    const tags = scopesIn(query).flatMap((scope) =>
      scope.tags.map(({ text, negated }) => `${negated ? '!' : ''}${text}`),
    );
    expect(tags).toEqual(expected);
  });

  it('tells template variables and bare words from tags', () => {
    expect(scopesIn('avg:a.b{$env,stage:$stage.value,oops}')).toEqual([
      {
        metric: 'a.b',
        tags: [{ key: 'stage', value: '$stage.value', text: 'stage:$stage.value', negated: false }],
        variables: ['env'],
        words: ['oops'],
      },
    ]);
  });

  it('takes a group for no scope', () => {
    expect(scopesIn('avg:a.b{env:prod} by {functionname}').map(({ metric }) => metric)).toEqual(['a.b']);
  });
});

describe('hasTag', () => {
  it('finds a tag as a whole only', () => {
    expect(hasTag(readGraphQuery('sum:a{queuename:jobs-dead}'), 'queuename:jobs')).toBe(false);
    expect(hasTag(readGraphQuery('sum:a{queuename:jobs}'), 'queuename:jobs')).toBe(true);
  });
});
