import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import type { CheckedTarget } from './deep-check';

export interface HealthSettings {
  readonly service: string;
  readonly env: string;
  readonly release: string;
}

/** What a health check may ask: a function can be invoked with anything. */
export type HealthEvent = Partial<Pick<APIGatewayProxyEvent, 'queryStringParameters'>> | null | undefined;

/**
 * Answers `GET /v1/health`: the gateway reaches functions, and functions start. It calls nothing and costs nothing more.
 *
 * With `?deep=true` it also says whether what the service stands on can be reached, and answers 503 when something cannot.
 *
 * @param check Absent where the environment's config has no deep check: `deep` then asks for nothing.
 */
export async function health(
  event: HealthEvent,
  settings: HealthSettings,
  check?: () => Promise<readonly CheckedTarget[]>,
): Promise<APIGatewayProxyResult> {
  const { service, env, release } = settings;
  const deep = event?.queryStringParameters?.['deep'] === 'true';
  const checks = deep ? await check?.() : undefined;
  const healthy = checks?.every(({ reachable }) => reachable) ?? true;
  return {
    statusCode: healthy ? 200 : 503,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify({
      status: healthy ? 'ok' : 'degraded',
      service,
      env,
      release,
      ...(checks === undefined ? {} : { checks }),
    }),
  };
}
