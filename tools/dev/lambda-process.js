// A process that runs one bundled handler as Lambda does: loaded once, one invocation after the other.
// In: { load: path of the bundle }, then { id, event, requestId, remainingMs }, { id, gone: true }.
// Out: { ready }, then for each id any number of { head } and { chunk }, and last one of { result }, { ended }, { error }.
const { Writable } = require('node:stream');

/** Where Lambda's runtime, and Datadog's wrapper, look whether a handler streams. */
const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');

// as in Lambda's own runtime: set before the handler is loaded
globalThis.awslambda = {
  streamifyResponse: (handler) => Object.assign(handler, { [STREAMING]: 'response' }),
  HttpResponseStream: {
    from: (stream, head) => {
      stream.sendHead(head);
      return stream;
    },
  },
};

const optional = (name) => {
  try {
    return require(name);
  } catch {
    return undefined; // not installed: the handlers run without, as they do without the layer
  }
};
// the layer's order: the tracer, then the wrapper, then the handler
const traced = process.env.DD_TRACE_AGENT_URL !== undefined && optional('dd-trace');
if (traced) traced.init();
const datadog = traced ? optional('datadog-lambda-js') : undefined;

let handler;
let streams = false;
const load = (path) => {
  const { handler: own } = require(path);
  streams = own[STREAMING] === 'response';
  // as the layer's own entry does, which DD_LAMBDA_HANDLER says is there
  handler = datadog === undefined ? own : datadog.datadog(own, { forceWrap: true });
  process.send({ ready: true });
};

const current = new Map();

/** What a streaming handler writes into. */
const responseStream = (id) => {
  const stream = new Writable({
    write: (chunk, _encoding, done) => process.send({ id, chunk: Buffer.from(chunk) }, () => done()),
  });
  // the caller has gone: whoever writes on finds out by `close`, not by an error that nobody takes
  stream.on('error', () => {});
  return Object.assign(stream, {
    sendHead: (head) => process.send({ id, head }),
    setContentType: (type) => process.send({ id, head: { statusCode: 200, headers: { 'content-type': type } } }),
  });
};

const invoke = async ({ id, event, requestId, remainingMs }) => {
  const deadline = Date.now() + remainingMs;
  const context = {
    awsRequestId: requestId,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: '1',
    invokedFunctionArn: `arn:aws:lambda:us-east-1:111111111111:function:${process.env.AWS_LAMBDA_FUNCTION_NAME}:live`,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
  try {
    if (!streams) {
      process.send({ id, result: await handler(event, context) });
      return;
    }
    const stream = responseStream(id);
    current.set(id, stream);
    const over = new Promise((resolve) => stream.once('close', resolve));
    await handler(event, stream, context);
    // a handler may return before its pipeline has ended
    await over;
    process.send({ id, ended: true });
  } catch (error) {
    process.send({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  } finally {
    current.delete(id);
    // Lambda's own line: what was written before it belongs to this request
    process.stdout.write(`END RequestId: ${requestId}\n`);
  }
};

process.on('message', (message) => {
  if (message.load) load(message.load);
  else if (message.gone) current.get(message.id)?.destroy();
  else void invoke(message);
});
// the dev server is gone, however it went
process.on('disconnect', () => process.exit(0));
process.on('SIGINT', () => {}); // Ctrl-C reaches the whole group; the dev server says when to end
