import { Agent, request } from 'node:http';
import autocannon from 'autocannon';

const agent = new Agent({ keepAlive: true, maxSockets: 1 });

export interface Times {
  /** Until the first byte of the answer's body. */
  readonly firstMs: number;
  readonly allMs: number;
}

/** Sends one request on a kept connection. */
export const timed = (url: string, body: string): Promise<Times> =>
  new Promise((resolve, reject) => {
    const started = performance.now();
    let firstMs: number | undefined;
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    request(url, { method: 'POST', agent, headers }, (response) => {
      response.on('data', () => {
        firstMs ??= performance.now() - started;
      });
      response.on('end', () => {
        const allMs = performance.now() - started;
        if (response.statusCode === 200) resolve({ firstMs: firstMs ?? allMs, allMs });
        else reject(new Error(`${url} answered ${response.statusCode}`));
      });
    })
      .on('error', reject)
      .end(body);
  });

/** Requests answered in a second, with so many waiting at a time. @throws Error when one was not answered with 200 */
export async function throughput(url: string, body: string, connections: number, seconds: number): Promise<number> {
  const result = await autocannon({
    url,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    connections,
    duration: seconds,
  });
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${url}: ${result.non2xx} refusals, ${result.errors} errors`);
  }
  return result.requests.average;
}

/** Each program in turn, round after round: what slows the machine down for a while slows down all. */
export async function inTurn<C, T>(
  contestants: readonly C[],
  rounds: number,
  measure: (one: C) => Promise<T>,
): Promise<T[][]> {
  const results: T[][] = contestants.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, contestant] of contestants.entries()) results[index]?.push(await measure(contestant));
  }
  return results;
}
