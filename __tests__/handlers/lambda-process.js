// A process that runs one bundled handler as Lambda does: loaded once, one invocation after the other.
// Arguments: path of the bundle. Messages in: { id, event, remainingMs }. Messages out: { id, result } or { id, error }.
const bundle = require(process.argv[2]);
// with Datadog's wrapper around it, as in the layer
const handler =
  process.env.DATADOG_WRAPPER === undefined ? bundle.handler : require('datadog-lambda-js').datadog(bundle.handler);

process.on('message', async ({ id, event, remainingMs }) => {
  const started = Date.now();
  const context = {
    awsRequestId: 'invocation-1',
    getRemainingTimeInMillis: () => remainingMs - (Date.now() - started),
  };
  try {
    process.send({ id, result: await handler(event, context) });
  } catch (error) {
    process.send({ id, error: String(error) });
  }
});
process.send({ id: 0 });
