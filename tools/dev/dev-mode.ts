import type { IncomingMessage, ServerResponse } from 'node:http';
import { FIRST_MODE, MODE_MEANINGS, MODES, type Mode, type ModeValue } from '../../handlers/contract/modes';
import { modeAt, modeValue } from '../../handlers/runtime/mode-value';
import { ssmStandIn } from '../ssm-stand-in/server';
import { MODE_PARAMETER } from './environment';
import { PAGE_PATH } from './page';

const MODE_PATH = `${PAGE_PATH}/mode`;

/** The SSM of the dev server, and the way to change the mode in it. */
export interface DevMode {
  /** For `AWS_ENDPOINT_URL_SSM`. */
  readonly url: string;
  now(): Mode;
  /** Answers `PUT /dev/mode`: a mode by its name, or a whole value as JSON. */
  put(request: IncomingMessage, response: ServerResponse): Promise<void>;
  close(): Promise<void>;
}

export const isOfMode = ({ method, url = '' }: IncomingMessage): boolean => method === 'PUT' && url === MODE_PATH;

/** @param changed Lets the functions know at once what they would find out within half a minute. */
export async function devMode(changed: (mode: Mode) => Promise<void>): Promise<DevMode> {
  const ssm = await ssmStandIn();
  ssm.set(MODE_PARAMETER, JSON.stringify({ ...FIRST_MODE, by: 'npm run dev' } satisfies ModeValue));
  const now = (): Mode => {
    const value = modeValue(ssm.get(MODE_PARAMETER) ?? '');
    return value === undefined ? 'normal' : modeAt(value, Date.now());
  };
  return {
    url: ssm.url,
    now,
    put: async (request, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      const text = body.trim();
      const mode = MODES.find((name) => name === text);
      const value = mode === undefined ? modeValue(text) : { mode, by: 'curl', why: 'to see what it does' };
      if (value === undefined) {
        response
          .writeHead(400, { 'content-type': 'text/plain' })
          .end(`send one of ${MODES.join(', ')}, or a value as handlers/contract/modes.ts describes it\n`);
        return;
      }
      ssm.set(MODE_PARAMETER, JSON.stringify(value));
      await changed(now());
      response.writeHead(200, { 'content-type': 'text/plain' }).end(`${now()}: ${MODE_MEANINGS[now()]}\n`);
    },
    close: ssm.close,
  };
}
