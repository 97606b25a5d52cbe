import type { APIGatewayProxyResult, Context } from 'aws-lambda';
import type { ErrorCode } from '../contract/errors';
import { ERRORS } from '../contract/errors';
import { failureFields } from '../runtime/failure-fields';
import { json, problem, type RequestEvent, requestIdOf } from '../runtime/http';
import { ServiceError } from '../runtime/service-error';
import type { Telemetry } from '../runtime/telemetry';
import { type TenantSource, tenantOf } from '../runtime/tenant';
import { type CreateDependencies, createBatch } from './create-batch';
import { readBatch } from './read-batch';

export interface BatchesDependencies extends CreateDependencies {
  readonly tenantFrom: TenantSource;
  readonly telemetry: Telemetry;
}

/** Answers `POST /v1/batches` and `GET /v1/batches/{id}`. Whatever comes in, an answer or a problem document goes out. */
export async function batches(
  event: RequestEvent,
  context: Pick<Context, 'awsRequestId'>,
  dependencies: BatchesDependencies,
): Promise<APIGatewayProxyResult> {
  const { tenantFrom, mode, telemetry, log } = dependencies;
  const requestId = requestIdOf(event, context);
  const trace = telemetry.trace();
  const about = { request_id: requestId, ...(trace === undefined ? {} : { dd: trace }) };
  const operation = event?.httpMethod === 'POST' ? 'create' : 'read';
  const finish = async (outcome: 'ok' | ErrorCode, result: APIGatewayProxyResult): Promise<APIGatewayProxyResult> => {
    telemetry.count('batchRequests', 1, { operation, outcome });
    await telemetry.flush();
    return result;
  };
  try {
    const tenant = tenantOf(event, tenantFrom);
    const batch =
      operation === 'create'
        ? await createBatch(event, tenant, dependencies)
        : await readBatch(event?.pathParameters?.['id'], tenant.tag, dependencies);
    log('info', operation === 'create' ? 'batch accepted' : 'batch read', {
      ...about,
      tenant: tenant.tag,
      batch_id: batch.id,
      batch_items: batch.total,
      outcome: 'ok',
    });
    return await finish('ok', json(requestId, batch, operation === 'create' ? 202 : 200));
  } catch (error) {
    const known = error instanceof ServiceError ? error : new ServiceError('internal', { cause: error });
    log(ERRORS[known.code].status < 500 ? 'info' : 'error', 'refused or failed', { ...about, ...failureFields(known) });
    return finish(known.code, problem(requestId, known));
  } finally {
    await mode.settled();
  }
}
