// Loads a bundle as Datadog's layer does: the tracer first, which hooks what DD_LAMBDA_HANDLER names below LAMBDA_TASK_ROOT,
// then the wrapper around the handler. Prints whether Lambda would still see a handler that streams.
const { dirname } = require('node:path');

const [, , bundle] = process.argv;
const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');
globalThis.awslambda = {
  streamifyResponse: (handler) => Object.assign(handler, { [STREAMING]: 'response' }),
  HttpResponseStream: { from: (stream) => stream },
};
process.env.LAMBDA_TASK_ROOT = dirname(bundle);
process.env.DD_LAMBDA_HANDLER = 'index.handler';
require('dd-trace').init();
const { datadog } = require('datadog-lambda-js');
const { handler } = require(bundle);

console.log(JSON.stringify({ hooked: handler[STREAMING], wrapped: datadog(handler, { forceWrap: true })[STREAMING] }));
process.exit(0);
