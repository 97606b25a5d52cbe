import type { ModelTargets } from '../contract/env';
import { bedrock, bedrockClient, type CallModel } from './model-client';

/**
 * Calls whatever stands behind an alias. The client of SageMaker is loaded only where an alias needs it, and then at once, so
 * that the first request finds it there.
 */
export function modelCaller(targets: ModelTargets): CallModel {
  const client = bedrockClient();
  const converse = bedrock(client);
  const onSageMaker = Object.values(targets).some(({ api }) => api === 'sagemaker');
  const sagemaker = onSageMaker
    ? import('./sagemaker/sagemaker').then((loaded) => loaded.sagemaker(client))
    : undefined;
  // whoever needs it is told; nobody else is
  sagemaker?.catch(() => undefined);
  return async (call) =>
    call.target.api === 'sagemaker' && sagemaker !== undefined ? (await sagemaker)(call) : converse(call);
}
