import type { ModelTarget, ModelTargets } from '../contract/env';
import { ServiceError } from './service-error';

/** @throws ServiceError `unknown-model` that names the models there are. */
export function targetOf(alias: string, models: ModelTargets, field = 'model'): ModelTarget {
  const target = Object.hasOwn(models, alias) ? models[alias] : undefined;
  if (target !== undefined) return target;
  throw new ServiceError('unknown-model', {
    detail: 'The model is not known; see errors',
    fields: [{ field, message: `must be one of: ${Object.keys(models).join(', ')}` }],
  });
}
