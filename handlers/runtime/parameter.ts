import { DEADLINES } from '../contract/deadlines';

/** One SSM parameter. */
export interface Parameter {
  /** Resolves once the client is loaded; a failure is left for `read` to tell. */
  readonly ready: Promise<unknown>;
  /** @throws the SDK's error, or when the parameter holds nothing */
  read(signal?: AbortSignal): Promise<ParameterValue>;
  /** @throws the SDK's error */
  write(text: string): Promise<void>;
}

export interface ParameterValue {
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly changedAt: number;
}

export interface Patience {
  /** Tries of one read or write, the SDK's own retries included. */
  readonly attempts: number;
  /** Of one try, in milliseconds. */
  readonly callMs: number;
}

/**
 * The client is loaded at once, beside whatever else a start has to do, and never holds it up.
 */
export function ssmParameter(name: string, patience: Patience): Parameter {
  const loading = load(patience);
  return {
    ready: loading.catch(() => {}),
    read: async (signal) => {
      const { client, GetParameterCommand } = await loading;
      const { Parameter: found } = await client.send(
        new GetParameterCommand({ Name: name }),
        signal === undefined ? {} : { abortSignal: signal },
      );
      if (found?.Value === undefined) throw new Error(`the parameter ${name} holds nothing`);
      return { text: found.Value, changedAt: found.LastModifiedDate?.getTime() ?? 0 };
    },
    write: async (text) => {
      const { client, PutParameterCommand } = await loading;
      await client.send(new PutParameterCommand({ Name: name, Value: text, Overwrite: true }));
    },
  };
}

async function load({ attempts, callMs }: Patience) {
  const [{ SSMClient, ...commands }, { NodeHttpHandler }] = await Promise.all([
    import('./ssm-client'),
    import('@smithy/node-http-handler'),
  ]);
  const client = new SSMClient({
    maxAttempts: attempts,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: DEADLINES.connectTimeoutMs,
      requestTimeout: callMs,
      throwOnRequestTimeout: true,
    }),
  });
  return { client, ...commands };
}
