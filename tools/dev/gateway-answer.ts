import { gatewayResponses } from '../../stacks/aws/api-gateway-responses';

/** What the gateway says by itself, with the words that API Gateway uses. */
const REASONS = {
  MISSING_AUTHENTICATION_TOKEN: 'Missing Authentication Token',
  BAD_REQUEST_BODY: 'Invalid request body',
  REQUEST_TOO_LARGE: 'Request Too Long',
  UNSUPPORTED_MEDIA_TYPE: 'Unsupported Media Type',
  INTEGRATION_TIMEOUT: 'Endpoint request timed out',
  DEFAULT_5XX: 'Internal server error',
} as const;
export type GatewayReason = keyof typeof REASONS;

export interface GatewayAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const RESPONSES = new Map(gatewayResponses().map((response) => [response.type, response]));

/**
 * The problem document that the stack gives the gateway, filled in as the gateway does.
 *
 * @param validation What a validator found in the body.
 */
export function gatewayAnswer(reason: GatewayReason, requestId: string, validation = ''): GatewayAnswer {
  const response = RESPONSES.get(reason);
  if (response === undefined) throw new Error(`the stack defines no gateway response ${reason}`);
  return {
    // a function that fails is a bad gateway
    status: response.status ?? 502,
    headers: response.headers,
    body: response.body
      .replace('$context.error.messageString', () => JSON.stringify(REASONS[reason]))
      // this one comes without quotes
      .replace('$context.error.validationErrorString', () => JSON.stringify(validation).slice(1, -1))
      .replace('$context.requestId', requestId),
  };
}
