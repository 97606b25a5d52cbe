import { bundlesIn } from '../../stacks/bundles';
import type { ServiceConfig } from '../../stacks/config/schema';
import { sources } from '../../stacks/config/sources';
import { valid } from '../../stacks/config/valid';
import { ServiceStack } from '../../stacks/service-stack';
import { surroundings } from '../../stacks/surroundings';
import { unwritten } from '../../stacks/synthesize';
import { type Scene, sceneOf } from './drill';
import { stackFacts } from './stack-facts';
import { sizedFor, type Volume } from './volumes';

/**
 * A stack under each volume: as it is, or, where it expects less than that, as it would be with the sizes for it.
 *
 * @throws ProblemsError when the config with other sizes is not valid.
 */
export function scenesFor(stack: ServiceStack, volumes: readonly Volume[]): Scene[] {
  return volumes.map((volume) => {
    const sized = sizedFor(volume, stackFacts(stack.config, stack.parts));
    const made = sized === stack.config ? stack : inMemory(sized);
    return sceneOf(volume, stackFacts(made.config, made.parts), made.context().plan);
  });
}

/** A stack of a config, in memory alone. @throws ProblemsError when the config is not valid */
export function inMemory(config: ServiceConfig): ServiceStack {
  valid({ ...sources, environments: [{ file: 'tools/drill/volumes.ts', config }] });
  return unwritten(
    (app) => new ServiceStack(app, { config, bundles: bundlesIn('dist/handlers'), surroundings: surroundings() }),
  );
}

/** The one that wakes people. @throws Error when there is none */
export function productionOf(stacks: readonly object[]): ServiceStack {
  const services = stacks.filter((stack): stack is ServiceStack => stack instanceof ServiceStack);
  const found = services.find(({ config }) => config.category === 'production');
  if (found === undefined) throw new Error('there is no stack of the category production');
  return found;
}
