import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { APIGatewayProxyResult, SQSBatchResponse } from 'aws-lambda';
import { bundleHandlers } from '../bundle/bundle-handlers';
import type { BatchFunctions } from './dev-batches';
import { type DevFunction, devFunction } from './dev-function';
import { DEV_HANDLERS, type DevHandlerName, type SharedEndpoints } from './environment';

export interface DeploymentOptions {
  /** Folder that holds handlers/. */
  readonly root: string;
  /** Where bundles go, each deployment in a folder of its own: processes of the one before still load from theirs. */
  readonly out: string;
  readonly shared: SharedEndpoints;
}

/** Those that start with the server; the others when somebody needs them. */
const WARM: ReadonlySet<DevHandlerName> = new Set(['chat', 'health']);

/** The functions, and how they get new code. */
export interface Deployment {
  readonly functions: Readonly<Record<Exclude<DevHandlerName, keyof BatchFunctions>, DevFunction>> & BatchFunctions;
  /** Bundles and starts the code as it is now; when that fails, the code before stays. @throws Error that says why */
  again(): Promise<void>;
  /** Starts the same code anew, for what it reads when it starts. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function deployment({ root, out, shared }: DeploymentOptions): Promise<Deployment> {
  let number = 0;
  const folder = (of: number): string => join(out, String(of));
  const bundle = async (): Promise<(name: DevHandlerName) => string> => {
    number += 1;
    const into = folder(number);
    await bundleHandlers({ names: DEV_HANDLERS, out: into, root });
    return (name) => join(into, name, 'index.js');
  };

  rmSync(out, { recursive: true, force: true });
  const made = bundle();
  const start = <Result = APIGatewayProxyResult>(name: DevHandlerName): Promise<DevFunction<Result>> =>
    devFunction(
      name,
      made.then((path) => path(name)),
      shared,
      WARM.has(name),
    );
  const starting = [
    start('chat'),
    start('health'),
    start('batches'),
    start<SQSBatchResponse>('batch-worker'),
    start<void>('batch-completed'),
  ] as const;
  const failed = (await Promise.allSettled(starting)).find(({ status }) => status === 'rejected');
  if (failed !== undefined) {
    // one that has started would keep its process
    await Promise.allSettled(starting.map(async (one) => (await one).close()));
  }
  const [chat, health, batches, worker, completed] = await Promise.all(starting);
  const functions: Deployment['functions'] = {
    chat,
    health,
    batches,
    'batch-worker': worker,
    'batch-completed': completed,
  };
  const deployAll = async (path: (name: DevHandlerName) => string): Promise<void> => {
    await Promise.all(DEV_HANDLERS.map((name) => functions[name].deploy(path(name))));
  };
  let current = await made;
  let last = Promise.resolve();
  /** One after the other: a save during a deployment comes next. */
  const next = (work: () => Promise<void>): Promise<void> => {
    last = last.catch(() => {}).then(work);
    return last;
  };
  return {
    functions,
    again: () =>
      next(async () => {
        const anew = await bundle();
        await deployAll(anew);
        current = anew;
        rmSync(folder(number - 2), { recursive: true, force: true });
      }),
    restart: () => next(() => deployAll(current)),
    close: async () => {
      await last.catch(() => {});
      await Promise.all(Object.values(functions).map((one) => one.close()));
      rmSync(out, { recursive: true, force: true });
    },
  };
}
