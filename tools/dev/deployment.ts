import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROUTE_HANDLERS, type RouteHandlerName } from '../../handlers/contract/routes';
import { bundleHandlers } from '../bundle/bundle-handlers';
import { type DevFunction, devFunction } from './dev-function';
import type { SharedEndpoints } from './environment';

export interface DeploymentOptions {
  /** Folder that holds handlers/. */
  readonly root: string;
  /** Where bundles go, each deployment in a folder of its own: processes of the one before still load from theirs. */
  readonly out: string;
  readonly shared: SharedEndpoints;
}

/** Batches need a queue and a bucket, which there are none of here. */
const RUN_HERE = ROUTE_HANDLERS.filter((name) => name !== 'batches');

/** The functions, and how they get new code. */
export interface Deployment {
  readonly functions: Readonly<Partial<Record<RouteHandlerName, DevFunction>>>;
  /** Bundles and starts the code as it is now; when that fails, the code before stays. @throws Error that says why */
  again(): Promise<void>;
  close(): Promise<void>;
}

export async function deployment({ root, out, shared }: DeploymentOptions): Promise<Deployment> {
  let number = 0;
  const folder = (of: number): string => join(out, String(of));
  const bundle = async (): Promise<(name: RouteHandlerName) => string> => {
    number += 1;
    const into = folder(number);
    await bundleHandlers({ names: RUN_HERE, out: into, root });
    return (name) => join(into, name, 'index.js');
  };

  rmSync(out, { recursive: true, force: true });
  const made = bundle();
  const starting = RUN_HERE.map((name) =>
    devFunction(
      name,
      made.then((path) => path(name)),
      shared,
    ),
  );
  const failed = (await Promise.allSettled(starting)).find(({ status }) => status === 'rejected');
  if (failed !== undefined) {
    // one that has started would keep its process
    await Promise.allSettled(starting.map(async (one) => (await one).close()));
  }
  const started = await Promise.all(starting);
  const functions = Object.fromEntries(
    RUN_HERE.map((name, index) => [name, started[index]]),
  ) as Deployment['functions'];
  let last = Promise.resolve();
  return {
    functions,
    again: () => {
      // one after the other: a save during a deployment comes next
      last = last
        .catch(() => {})
        .then(async () => {
          const anew = await bundle();
          await Promise.all(RUN_HERE.map((name) => functions[name]?.deploy(anew(name))));
          rmSync(folder(number - 2), { recursive: true, force: true });
        });
      return last;
    },
    close: async () => {
      await last.catch(() => {});
      await Promise.all(Object.values(functions).map((one) => one.close()));
      rmSync(out, { recursive: true, force: true });
    },
  };
}
