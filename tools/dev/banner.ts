import type pc from 'picocolors';
import { FAULT_HEADER } from './faults';
import { faultLines } from './options';
import { PAGE_PATH } from './page';

type Colors = ReturnType<typeof pc.createColors>;

const BODY = `'{"messages":[{"role":"user","content":"Hello"}]}'`;

const BATCH = `'{"requests":[{"messages":[{"role":"user","content":"Hello"}]}]}'`;

/** What one sees first: where things are, and lines to copy. */
export function banner(url: string, startedInMs: number, colors: Colors): string {
  const { bold, cyan, dim } = colors;
  const json = `-H 'Content-Type: application/json'`;
  const chat = `curl ${url}/v1/chat ${json} -d ${BODY}`;
  return [
    '',
    `  ${bold('oneplan')} ${dim(`ready in ${startedInMs} ms`)}`,
    '',
    `  API   ${cyan(url)}`,
    `  Page  ${cyan(url + PAGE_PATH)}   ${dim('spans, tokens, cost and log lines of each request')}`,
    '',
    `  ${dim('chat')}      ${chat}`,
    `  ${dim('streamed')}  curl -N ${url}/v1/chat ${json} -H 'Accept: text/event-stream' -d ${BODY}`,
    `  ${dim('batch')}     curl ${url}/v1/batches ${json} -d ${BATCH}   ${dim('then the path in links.self')}`,
    `  ${dim('health')}    curl ${url}/v1/health`,
    '',
    `  ${dim(`Make something go wrong: -H '${FAULT_HEADER}: throttle'`)}`,
    ...faultLines().map((line) => `    ${dim(line)}`),
    '',
    `  ${dim('Code under handlers/ is taken up as you save it. Ctrl-C ends everything.')}`,
    '',
    '',
  ].join('\n');
}
