import http, { type ClientRequest } from 'node:http';

/** Longest wait for the Extension, in milliseconds: it answers from the same machine, and a caller may wait too. */
const PATIENCE_MS = 200;

/**
 * Has something send its requests, and waits until they are answered or have failed. Lambda freezes a function that has
 * returned, whatever it still has to send; Datadog's tracer begins its requests when it is told to flush, writes them some
 * milliseconds later, and tells nobody when they are over.
 *
 * @param send Begins its requests before it returns, as the tracer does; it is watched for so long.
 */
export async function delivered(send: () => void): Promise<void> {
  const requests = begunBy(send);
  if (requests.length === 0) return;
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((over) => {
    timer = setTimeout(over, PATIENCE_MS);
  });
  await Promise.race([patience, Promise.all(requests.map(ended))]);
  clearTimeout(timer);
}

function begunBy(send: () => void): ClientRequest[] {
  const begun: ClientRequest[] = [];
  const { request } = http;
  const watched = (...args: Parameters<typeof request>): ClientRequest => {
    const made = request(...args);
    begun.push(made);
    return made;
  };
  // Node's own channel for this, http.client.request.created, is there from 22.12 on
  http.request = watched as typeof request;
  try {
    send();
  } finally {
    http.request = request;
  }
  return begun;
}

const ended = (request: ClientRequest): Promise<void> =>
  new Promise((resolve) => {
    request.once('close', resolve);
  });
