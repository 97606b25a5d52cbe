import type { APIGatewayProxyResult } from 'aws-lambda';

export interface HealthSettings {
  readonly service: string;
  readonly env: string;
  readonly release: string;
}

/** Answers `GET /v1/health`: the gateway reaches functions, and functions start. It calls nothing and costs nothing more. */
export const health = ({ service, env, release }: HealthSettings): APIGatewayProxyResult => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: JSON.stringify({ status: 'ok', service, env, release }),
});
