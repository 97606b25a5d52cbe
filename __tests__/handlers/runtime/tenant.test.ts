import * as fc from 'fast-check';
import type { RequestEvent } from '../../../handlers/runtime/http';
import { ServiceError } from '../../../handlers/runtime/service-error';
import { type TenantSource, tenantOf, tenantSource } from '../../../handlers/runtime/tenant';

const behindGateway = (context: object, rest: object = {}) =>
  ({ ...rest, requestContext: { apiId: 'api', requestId: 'request-1', ...context } }) as unknown as RequestEvent;
const principal = (userArn: string) => behindGateway({ identity: { userArn } });
const token = (claims: object) => behindGateway({ authorizer: { claims } });

const IAM: TenantSource = { kind: 'iam' };
const CLIENT: TenantSource = { kind: 'claim', claim: 'client_id' };
const SUBJECT: TenantSource = { kind: 'claim', claim: 'sub' };

describe('the tenant of a request', () => {
  it('is the API key, by its id', () => {
    const event = behindGateway({ identity: { apiKeyId: 'abcde12345', apiKey: 'value' } });
    expect(tenantOf(event, { kind: 'api-key' })).toEqual({
      id: 'abcde12345',
      tag: 'abcde12345',
      metricTag: 'abcde12345',
    });
  });

  it('is the role, whatever its session is called', () => {
    const tenants = ['one', 'two@example.com', 'a/b', 'a\nb'].map((session) =>
      tenantOf(principal(`arn:aws:sts::111111111111:assumed-role/chat-caller/${session}`), IAM),
    );
    expect(new Set(tenants.map(({ id }) => id))).toEqual(new Set(['arn:aws:iam::111111111111:role/chat-caller']));
    expect(tenants[0]?.tag).toBe('111111111111-chat-caller');
  });

  it('is one for all federated users of an account, whose names their maker invents', () => {
    const [one, two] = ['ann', 'bob'].map((name) =>
      tenantOf(principal(`arn:aws:sts::111111111111:federated-user/${name}`), IAM),
    );
    expect(one).toEqual(two);
  });

  it('is a claim, of an application by its name', () => {
    expect(tenantOf(token({ client_id: 'app1', sub: 'x' }), CLIENT)).toEqual({
      id: 'app1',
      tag: 'app1',
      metricTag: 'app1',
    });
  });

  it.each([
    ['a user', principal('arn:aws:iam::111111111111:user/Ann.Smith'), IAM],
    ['a subject', token({ sub: 'Ann.Smith' }), SUBJECT],
    ['a strange client', token({ client_id: 'Ann.Smith and her friends' }), CLIENT],
  ])('has a tag that does not name %s', (_, event, source) => {
    const { id, tag, metricTag } = tenantOf(event, source);
    expect(id).toContain('Ann.Smith');
    expect(metricTag).toBe('other');
    expect(tag).toMatch(/^h-[0-9a-f]{16}$/);
    expect(tenantOf(event, source).tag).toBe(tag);
  });

  it.each<[string, RequestEvent]>([
    ['an event without context', { body: '{}' }],
    ['nothing', undefined],
    ['a context that names no gateway', { requestContext: { requestId: '1' } } as unknown as RequestEvent],
  ])('is the direct caller for %s', (_, event) => {
    expect(tenantOf(event, IAM)).toEqual({ id: 'direct', tag: 'direct', metricTag: 'direct' });
  });

  it.each<[string, RequestEvent, TenantSource]>([
    ['no identity', behindGateway({}), IAM],
    ['an empty one', behindGateway({ identity: { userArn: '' } }), IAM],
    ['one of another kind', behindGateway({ identity: { apiKeyId: 'abcde12345' } }), IAM],
    ['a token without the claim', token({ sub: 'x' }), CLIENT],
    ['a claim that objects have by nature', token({}), { kind: 'claim', claim: 'constructor' }],
    ['a claim that is no text', token({ client_id: ['a'] }), CLIENT],
  ])('is refused when the gateway says %s', (_, event, source) => {
    expect(() => tenantOf(event, source)).toThrow(expect.objectContaining({ code: 'unauthenticated' }));
  });

  it('comes from nothing that the caller writes', () => {
    const names = fc.constantFrom(
      'x-tenant',
      'X-Api-Key',
      'Authorization',
      'apiKeyId',
      'client_id',
      'userArn',
      'tenant',
    );
    const written = fc.dictionary(fc.oneof(names, fc.string()), fc.oneof(fc.string(), fc.constant('abcde12345')));
    const body = fc.oneof(
      fc.json(),
      written.map((value) => JSON.stringify(value)),
    );
    const sources = fc.constantFrom<TenantSource>({ kind: 'api-key' }, IAM, CLIENT, SUBJECT);
    const context = {
      identity: { apiKeyId: 'zzzzz99999', userArn: 'arn:aws:iam::111111111111:role/zzz' },
      authorizer: { claims: { client_id: 'zzz', sub: 'zzz' } },
    };
    fc.assert(
      fc.property(sources, body, written, written, written, (source, sent, headers, query, path) => {
        const own = tenantOf(behindGateway(context), source);
        const rest = {
          body: sent,
          headers,
          multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([key, value]) => [key, [value]])),
          queryStringParameters: query,
          pathParameters: path,
        };
        expect(tenantOf(behindGateway(context, rest), source)).toEqual(own);
        expect(() => tenantOf(behindGateway({}, rest), source)).toThrow(ServiceError);
      }),
    );
  });
});

describe('where the tenant comes from', () => {
  it.each([
    ['api-key', { kind: 'api-key' }],
    ['iam', { kind: 'iam' }],
    ['claim:custom:tenant', { kind: 'claim', claim: 'custom:tenant' }],
  ])('reads %s', (value, source) => {
    expect(tenantSource(value)).toEqual(source);
  });

  it.each(['', 'header', 'claim:'])('refuses %j', (value) => {
    expect(() => tenantSource(value)).toThrow('must be api-key, iam or claim:<name>');
  });
});
