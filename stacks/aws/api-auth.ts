import { ApiGatewayAuthorizer } from '@cdktf/provider-aws/lib/api-gateway-authorizer';
import { Construct } from 'constructs';
import type { Route } from '../../handlers/contract/routes';
import type { ServiceConfig } from '../config/schema';

export interface ApiAuthProps {
  readonly auth: ServiceConfig['api']['auth'];
  readonly restApiId: string;
}

/** What a method says of its callers. */
export interface MethodAuth {
  readonly authorization: string;
  readonly authorizerId?: string;
  readonly authorizationScopes?: string[];
  readonly apiKeyRequired?: boolean;
}

/** How callers prove who they are. */
export class ApiAuth extends Construct {
  readonly #required: MethodAuth;

  constructor(scope: Construct, id: string, { auth, restApiId }: ApiAuthProps) {
    super(scope, id);

    switch (auth.kind) {
      case 'iam':
        this.#required = { authorization: 'AWS_IAM' };
        break;
      case 'cognito': {
        const authorizer = new ApiGatewayAuthorizer(this, 'cognito', {
          restApiId,
          name: 'cognito',
          type: 'COGNITO_USER_POOLS',
          providerArns: [...auth.userPoolArns],
          identitySource: 'method.request.header.Authorization',
        });
        this.#required = {
          authorization: 'COGNITO_USER_POOLS',
          authorizerId: authorizer.id,
          authorizationScopes: [...auth.scopes],
        };
        break;
      }
      case 'api-keys':
        this.#required = { authorization: 'NONE', apiKeyRequired: true };
        break;
    }
  }

  /**
   * What the method of a route says of its callers.
   *
   * @throws Error for an open route that is not the health check.
   */
  of({ method, path, auth }: Route): MethodAuth {
    if (auth === 'required') return this.#required;
    if (method !== 'GET' || path !== '/v1/health') {
      throw new Error(
        `${method} ${path} must have auth: 'required' in handlers/contract/routes.ts, got 'none': only GET /v1/health may be open`,
      );
    }
    return { authorization: 'NONE' };
  }
}
