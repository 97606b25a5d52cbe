import type { ServiceConfig } from '../../stacks/config/schema';

/** What a caller without any keys is on a laptop: as if the gateway had authenticated him. */
export interface DevIdentity {
  /** `requestContext.identity`, but for the address and the agent. */
  readonly identity: Readonly<Record<string, string | null>>;
  /** `requestContext.authorizer`, where there is one. */
  readonly authorizer?: { readonly claims: Readonly<Record<string, string>> };
}

const NOBODY = { accountId: null, apiKey: null, apiKeyId: null, caller: null, user: null, userArn: null };

/**
 * Who calls, as API Gateway says it for each way to authenticate.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export function devIdentity({ aws: { accountId }, api: { auth } }: Pick<ServiceConfig, 'aws' | 'api'>): DevIdentity {
  switch (auth.kind) {
    case 'iam':
      return {
        identity: {
          ...NOBODY,
          accountId,
          caller: 'AROADEVELOPER:laptop',
          user: 'AROADEVELOPER:laptop',
          userArn: `arn:aws:sts::${accountId}:assumed-role/developer/laptop`,
        },
      };
    case 'api-keys':
      return { identity: { ...NOBODY, apiKey: 'dev-key', apiKeyId: auth.consumers[0]?.apiKeyId ?? null } };
    case 'cognito':
      return {
        identity: NOBODY,
        authorizer: {
          claims: {
            sub: 'developer',
            client_id: 'developer',
            scope: auth.scopes.join(' '),
            token_use: 'access',
            [auth.tenantClaim]: 'developer',
          },
        },
      };
  }
}
