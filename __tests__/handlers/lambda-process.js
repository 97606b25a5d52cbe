// A process that runs one bundled handler as Lambda does: loaded once, one invocation after the other.
// Arguments: path of the bundle. In: { id, entry, event, remainingMs }, { id, gone: true }, { later }.
// Out: for each id any number of { head } and { chunk }, and last one of { result }, { ended } and { error }.
const { Writable } = require('node:stream');

/** Where Lambda's runtime, and Datadog's wrapper, look whether a handler streams. */
const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');

/** How far the clock is ahead of the true one, in milliseconds: time passes for a test without its waiting. */
let ahead = 0;
const trueNow = Date.now;
Date.now = () => trueNow() + ahead;

// as in Lambda's own runtime: set before the handler is loaded, and the head waits for the first byte
if (process.env.NO_STREAMING === undefined) {
  globalThis.awslambda = {
    streamifyResponse: (handler) => Object.assign(handler, { [STREAMING]: 'response' }),
    HttpResponseStream: { from: (stream, head) => Object.assign(stream, { head }) },
  };
}
const bundle = require(process.argv[2]);
// with Datadog's wrapper around it, as in the layer
const wrapped = (handler) =>
  process.env.DATADOG_WRAPPER === undefined ? handler : require('datadog-lambda-js').datadog(handler);
const entries = Object.fromEntries(
  Object.entries(bundle)
    .filter(([, handler]) => handler !== undefined)
    .map(([name, handler]) => [name, wrapped(handler)]),
);

const current = new Map();

const responseStream = (id) =>
  new Writable({
    // so little that a caller who reads slowly is soon felt
    highWaterMark: 64,
    write(chunk, _encoding, done) {
      if (this.head !== undefined) process.send({ id, head: this.head });
      this.head = undefined;
      process.send({ id, chunk: String(chunk) }, () => done());
    },
  });

/** The last word about an invocation, on both ways out: errors are logged to the other. What was written before belongs to it. */
const end = (id, message) => {
  for (const stream of [process.stdout, process.stderr]) stream.write(`\nEND ${id}\n`);
  process.send({ id, ...message });
};

const invoke = async ({ id, entry, event, remainingMs }) => {
  const started = Date.now();
  const context = {
    awsRequestId: 'invocation-1',
    getRemainingTimeInMillis: () => remainingMs - (Date.now() - started),
  };
  try {
    if (entry !== 'streaming') {
      end(id, { result: await entries[entry](event, context) });
      return;
    }
    const stream = responseStream(id);
    current.set(id, stream);
    const over = new Promise((resolve) => stream.once('close', resolve));
    await entries.streaming(event, stream, context);
    await over;
    end(id, { ended: true });
  } catch (error) {
    end(id, { error: String(error) });
  } finally {
    current.delete(id);
  }
};

process.on('message', (message) => {
  if (message.gone) current.get(message.id)?.destroy();
  else if (message.later) ahead += message.later;
  else void invoke(message);
});
process.send({ id: 0 });
