import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Notice, Recorder } from './recorder';

/** Where the page's parts lie; read at each request, so that the page can be worked on while it is open. */
const PARTS = 'tools/dev/page';

export const PAGE_PATH = '/dev';

export const isOfPage = ({ method, url = '' }: IncomingMessage): boolean =>
  method === 'GET' && /^\/dev(\/|\?|$)/.test(url);

/** The page, its data and its news. */
export const page =
  ({ records, listen }: Recorder, mode: () => string) =>
  ({ url = '' }: IncomingMessage, response: ServerResponse): void => {
    const { pathname } = new URL(url, 'http://localhost');
    switch (pathname.replace(/\/$/, '')) {
      case PAGE_PATH:
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
        response.end(document());
        return;
      case `${PAGE_PATH}/records`:
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(records));
        return;
      case `${PAGE_PATH}/events`: {
        response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
        const send = (notice: Notice): void => void response.write(`data: ${JSON.stringify(notice)}\n\n`);
        response.write('retry: 500\n\n');
        send({ kind: 'mode', mode: mode() });
        for (const record of records) send({ kind: 'record', record });
        response.once('close', listen(send));
        return;
      }
      default:
        response.writeHead(404, { 'content-type': 'text/plain' }).end(`there is only ${PAGE_PATH}\n`);
    }
  };

/** One document that asks for nothing else. */
function document(): string {
  const part = (name: string): string => readFileSync(join(PARTS, name), 'utf8');
  // by functions: a replacement text would read `$&` in the script as a command
  return part('page.html')
    .replace('/* page.css */', () => part('page.css'))
    .replace(/\/\* (\w+\.js) \*\//g, (_, name: string) => part(name));
}
