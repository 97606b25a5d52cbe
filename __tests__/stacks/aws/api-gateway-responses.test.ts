import { ERRORS, PROBLEM_TYPE } from '../../../handlers/contract/errors';
import { gatewayResponses } from '../../../stacks/aws/api-gateway-responses';

const byType = new Map(gatewayResponses().map((response) => [response.type, response]));

/** The body, filled in as the gateway does: messages come with quotes, validation errors without but escaped. */
const filled = (type: string): Record<string, unknown> =>
  JSON.parse(
    String(byType.get(type)?.body)
      .replace('$context.error.messageString', '"Forbidden"')
      .replace('$context.error.validationErrorString', '[missing ([\\"messages\\"])]')
      .replace('$context.requestId', 'r-1'),
  ) as Record<string, unknown>;

describe('gatewayResponses', () => {
  it.each([
    ['ACCESS_DENIED', 403],
    ['BAD_REQUEST_BODY', 400],
    ['THROTTLED', 429],
    ['QUOTA_EXCEEDED', 429],
    ['UNAUTHORIZED', 401],
    ['WAF_FILTERED', 403],
  ])('say %s in the words of our own errors, with the id of the request', (type, status) => {
    const problem = filled(type);
    const code = String(problem['type']).slice(PROBLEM_TYPE.length);
    expect(problem).toMatchObject({
      type: `urn:problem:llm-service:${code}`,
      title: ERRORS[code as keyof typeof ERRORS].title,
      status,
      instance: 'r-1',
    });
    expect(byType.get(type)?.status).toBe(status);
  });

  it('leave nothing that the gateway refuses without problem details', () => {
    expect([...byType.keys()]).toEqual(expect.arrayContaining(['DEFAULT_4XX', 'DEFAULT_5XX']));
    expect(byType.size).toBe(gatewayResponses().length);
    for (const [type, { headers }] of byType) {
      expect(headers['Content-Type']).toBe('application/problem+json');
      expect(filled(type)['detail']).not.toBe('');
    }
  });

  it('have no status of their own where the gateway gives many', () => {
    for (const type of ['DEFAULT_4XX', 'DEFAULT_5XX']) {
      expect(byType.get(type)?.status).toBeUndefined();
      expect(filled(type)).not.toHaveProperty('status');
    }
  });

  it('name what is wrong with a body', () => {
    expect(filled('BAD_REQUEST_BODY')['detail']).toBe('[missing (["messages"])]');
  });

  it('say when to try again to those that may, and to nobody else', () => {
    const waiting = [...byType.values()].filter(({ headers }) => headers['Retry-After'] !== undefined);
    expect(waiting.map(({ type }) => type).sort()).toEqual(['QUOTA_EXCEEDED', 'THROTTLED']);
    for (const { headers } of waiting) expect(headers['Retry-After']).toMatch(/^[1-9]\d*$/);
  });
});
