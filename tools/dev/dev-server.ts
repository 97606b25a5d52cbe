import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ProblemsError } from '../../stacks/problems';
import { dynamodbStandIn } from '../dynamodb-stand-in/server';
import { sageMakerStandIn } from '../sagemaker-stand-in/server';
import { deployment } from './deployment';
import { devBatches } from './dev-batches';
import { devMode, isOfMode } from './dev-mode';
import { DEV_TABLES } from './environment';
import { gateway } from './gateway';
import { isOfPage, page } from './page';
import { type Notice, type Recorder, recorder } from './recorder';
import type { DevRecord } from './records';
import { telemetryReceiver } from './telemetry-receiver';
import { watchTree } from './watch-tree';

export interface DevServerOptions {
  /** 0: any free one. */
  readonly port: number;
  /** Folder that holds handlers/. Default: the current one. */
  readonly root?: string;
  /** Where bundles go, below it in a folder for the port, which no other dev server has. Default: dist/dev. */
  readonly out?: string;
  finished?(record: DevRecord): void;
}

export interface DevServer {
  readonly url: string;
  readonly recorder: Recorder;
  close(): Promise<void>;
}

/** The service on localhost: functions, what they talk to, a gateway before them, a page beside it. */
export async function devServer({
  port,
  root = '.',
  out = 'dist/dev',
  finished = () => {},
}: DevServerOptions): Promise<DevServer> {
  const seen = recorder();
  const server = createServer();
  // before anything is built: a port that is taken is known at once, and who calls early waits
  let opened = (_answer: RequestListener): void => {};
  const open = new Promise<RequestListener>((resolve) => {
    opened = resolve;
  });
  server.on('request', (request, response) => void open.then((answer) => answer(request, response)));
  await listen(server, port);
  const { port: taken } = server.address() as AddressInfo;
  const [telemetry, tables, endpoints, mode, batches] = await Promise.all([
    telemetryReceiver(seen.llm),
    dynamodbStandIn(DEV_TABLES),
    sageMakerStandIn(),
    devMode(async (now) => {
      await code.restart();
      seen.notify({ kind: 'mode', mode: now });
    }),
    devBatches({ recorder: seen, finished }),
  ]);
  const closeAll = () => Promise.all([telemetry, tables, endpoints, mode, batches].map((one) => one.close()));
  const code = await deployment({
    root,
    out: join(out, String(taken)),
    shared: {
      telemetryUrl: telemetry.url,
      dynamodbUrl: tables.url,
      sagemakerUrl: endpoints.url,
      ssmUrl: mode.url,
      batches: batches.endpoints,
    },
  }).catch(async (error: unknown) => {
    await Promise.all([shut(server), closeAll()]);
    throw error;
  });
  batches.begin(code.functions);
  const answer = gateway({
    functions: code.functions,
    recorder: seen,
    finished,
  });
  const showPage = page(seen, mode.now);
  opened((request, response) => {
    if (isOfPage(request)) showPage(request, response);
    else if (isOfMode(request)) mode.put(request, response).catch(() => response.destroy());
    // a caller that breaks off while it sends has no use for an answer
    else answer(request, response).catch(() => response.destroy());
  });
  const stopWatching = watchTree(join(root, 'handlers'), () => {
    code.again().then(
      () => seen.notify({ kind: 'reload' }),
      (error: Error) => seen.notify({ kind: 'reload', problem: error.message } satisfies Notice),
    );
  });
  return {
    url: `http://127.0.0.1:${taken}`,
    recorder: seen,
    close: async () => {
      stopWatching();
      await shut(server);
      // what is under way writes to none of them any more
      await code.close();
      await closeAll();
    },
  };
}

/** On the loopback address only: what runs here asks nobody who they are. */
const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new ProblemsError(`Port ${port} is in use.`, [
              `end what listens there, or take another port: npm run dev -- --port ${port + 1}`,
            ])
          : error,
      ),
    );
    server.listen(port, '127.0.0.1', resolve);
  });

const shut = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
