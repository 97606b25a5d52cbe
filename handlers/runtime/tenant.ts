import { createHash } from 'node:crypto';
import type { RequestEvent } from './http';
import { ServiceError } from './service-error';
import type { Reader } from './settings';

/** Which part of the authenticated identity is the tenant: that of an API key, an IAM principal, or a claim of a token. */
export type TenantSource =
  | { readonly kind: 'api-key' }
  | { readonly kind: 'iam' }
  | { readonly kind: 'claim'; readonly claim: string };

/** On whose behalf a request is answered: who pays, and whose limits, cached answers and replays these are. */
export interface Tenant {
  /** The identity itself. It may be a person's: not for logs, metrics or keys. */
  readonly id: string;
  /** The same in every request of the tenant and for nobody else: for logs, spans and keys. Never a person's name. */
  readonly tag: string;
  /**
   * As `tag`, but `other` for everybody whose tag is a hash: metrics are paid by the number of their tags' values, and there
   * are many more persons than applications. https://docs.datadoghq.com/account_management/billing/custom_metrics/
   */
  readonly metricTag: string;
}

/** Who invokes the function without a gateway, which IAM allows to operators alone. */
const DIRECT: Tenant = { id: 'direct', tag: 'direct', metricTag: 'direct' };

/** Identities that name an application or a role; any other may name a person, and is hashed. */
const CLIENT_CLAIM = 'client_id';
const ROLE = /^arn:[\w-]+:iam::(\d{12}):role\/(.+)$/;
/** What may stand in a tag as it is. */
const PLAIN = /^[\w.=,@+-]{1,80}$/;

/**
 * The tenant of a request, from what the gateway has authenticated and from nothing that the caller writes himself.
 *
 * @throws ServiceError `unauthenticated` when the request came through a gateway that did not say who calls.
 */
export function tenantOf(event: RequestEvent, source: TenantSource): Tenant {
  const context = record(event?.requestContext);
  // a gateway says which one it is; without, nobody has authenticated, and nobody but Lambda's own IAM let the caller in
  if (typeof context['apiId'] !== 'string') return DIRECT;
  const id = identityIn(context, source);
  if (id === undefined) throw new ServiceError('unauthenticated', { detail: 'The request carries no identity' });
  const plain = plainTagOf(id, source);
  return plain === undefined ? { id, tag: hashOf(id), metricTag: 'other' } : { id, tag: plain, metricTag: plain };
}

function identityIn(context: Readonly<Record<string, unknown>>, source: TenantSource): string | undefined {
  const identity = record(context['identity']);
  switch (source.kind) {
    case 'api-key':
      return text(identity['apiKeyId']);
    case 'iam': {
      const arn = text(identity['userArn']);
      return arn === undefined ? undefined : principalOf(arn);
    }
    case 'claim': {
      const claims = record(record(context['authorizer'])['claims']);
      return Object.hasOwn(claims, source.claim) ? text(claims[source.claim]) : undefined;
    }
  }
}

/**
 * A principal without what its holder chooses anew for each session: the same role is one tenant whatever its sessions are
 * called, and so are all federated users of an account. STS leaves the path of a role out.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
const principalOf = (arn: string): string =>
  arn
    .replace(/^(arn:[\w-]+):sts:(:\d{12}):assumed-role\/([^/]+)\/.*$/s, '$1:iam:$2:role/$3')
    .replace(/^(arn:[\w-]+:sts::\d{12}:federated-user)\/.*$/s, '$1');

function plainTagOf(id: string, source: TenantSource): string | undefined {
  const role = ROLE.exec(id);
  if (source.kind === 'iam') return role === null ? undefined : `${role[1]}-${role[2]}`;
  const named = source.kind === 'api-key' || source.claim === CLIENT_CLAIM;
  return named && PLAIN.test(id) ? id : undefined;
}

const hashOf = (id: string): string => `h-${createHash('sha256').update(id).digest('hex').slice(0, 16)}`;

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** `api-key`, `iam`, or `claim:` and its name. */
export const tenantSource: Reader<TenantSource> = (value) => {
  if (value === 'api-key' || value === 'iam') return { kind: value };
  const claim = /^claim:(.+)$/.exec(value)?.[1];
  if (claim !== undefined) return { kind: 'claim', claim };
  throw new Error('must be api-key, iam or claim:<name>');
};
