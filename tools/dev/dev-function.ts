import type { APIGatewayProxyResult } from 'aws-lambda';
import type { Reply } from '../bedrock-stand-in/faults';
import { type BedrockStandIn, bedrockStandIn } from '../bedrock-stand-in/server';
import { type DevHandlerName, environmentOf, type SharedEndpoints, sizeOf } from './environment';
import { type FunctionProcess, functionProcess, type Invocation } from './function-process';

export interface DevInvocation extends Omit<Invocation, 'timeoutMs'> {
  /** What the model does during this request, call by call. */
  readonly script: readonly Reply[];
  /** Fires when the caller has gone. */
  readonly gone: AbortSignal;
}

/** A function as Lambda runs it: one request at a time in each process, another process when all are busy. */
export interface DevFunction<Result = APIGatewayProxyResult> {
  /** Resolves with the answer, or with nothing when it was streamed. @throws FunctionError */
  invoke(invocation: DevInvocation): Promise<Result | undefined>;
  /** Takes a new bundle, a warm one once it has loaded; requests in flight end in the old one. @throws FunctionError when it does not load */
  deploy(bundle: string): Promise<void>;
  close(): Promise<void>;
}

/** A process and the Bedrock that it alone talks to: faults of one request cannot reach another. */
interface Place {
  readonly process: FunctionProcess;
  readonly bedrock: BedrockStandIn;
  readonly bundle: string;
}

/**
 * @param firstBundle Path of the code, which may still be in the making.
 * @param warm Whether a process is there before the first request. Default: yes.
 * @throws whatever making it throws, and FunctionError
 */
export async function devFunction<Result>(
  name: DevHandlerName,
  firstBundle: string | Promise<string>,
  shared: SharedEndpoints,
  warm = true,
): Promise<DevFunction<Result>> {
  const { timeoutSeconds } = sizeOf(name);
  const all = new Set<Place>();
  const idle: Place[] = [];
  let bundle = '';

  const start = async (code: string | Promise<string>): Promise<Place> => {
    const bedrock = await bedrockStandIn();
    try {
      const process = await functionProcess(code, environmentOf(name, { ...shared, bedrockUrl: bedrock.url }));
      const place = { process, bedrock, bundle: await code };
      all.add(place);
      return place;
    } catch (error) {
      await bedrock.close();
      throw error;
    }
  };
  const end = async (place: Place): Promise<void> => {
    all.delete(place);
    await Promise.all([place.process.close(), place.bedrock.close()]);
  };
  const giveBack = async (place: Place): Promise<void> => {
    if (place.process.alive() && place.bundle === bundle && all.has(place)) idle.push(place);
    else await end(place);
  };
  const take = async (): Promise<Place> => {
    const place = idle.pop();
    if (place === undefined) return start(bundle);
    if (place.process.alive()) return place;
    await end(place);
    return take();
  };

  if (warm) idle.push(await start(firstBundle));
  bundle = await firstBundle;
  return {
    invoke: async ({ script, gone, ...invocation }) => {
      const place = await take();
      place.bedrock.reset();
      place.bedrock.script(...script);
      const leave = (): void => place.process.gone();
      gone.addEventListener('abort', leave);
      try {
        return await place.process.invoke<Result>({ ...invocation, timeoutMs: timeoutSeconds * 1_000 });
      } finally {
        gone.removeEventListener('abort', leave);
        await giveBack(place);
      }
    },
    deploy: async (code) => {
      const place = warm ? await start(code) : undefined;
      const old = idle.splice(0);
      bundle = code;
      if (place !== undefined) idle.push(place);
      await Promise.all(old.map(end));
    },
    close: async () => {
      idle.length = 0;
      await Promise.all([...all].map(end));
    },
  };
}
