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

/** The model that is asked for and its fallbacks. @throws ServiceError `unknown-model` */
export function chainOf(alias: string, models: ModelTargets): readonly ModelTarget[] {
  const first = targetOf(alias, models);
  return [first, ...(first.fallbacks ?? []).map((fallback) => targetOf(fallback, models))];
}
