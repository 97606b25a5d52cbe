// One of the programs that `npm run bench:handlers` compares: node contestant.js <serve|once> <entry> [datadog]
//
// serve: answers POST /chat and POST /stream over HTTP, as a container would, and sends { url } to its parent.
// once: answers one request, and sends { importMs, answerMs }, counted from the start of the process, as a cold start is.
// <entry> exports `whole(body)` and `stream(body, out)`; or it is a bundled handler, which is called as a gateway would call it.
const { createServer } = require('node:http');
const { resolve } = require('node:path');

const [, , mode, entry, datadog] = process.argv;

globalThis.awslambda = {
  streamifyResponse: (handler) =>
    Object.assign(handler, { [Symbol.for('aws.lambda.runtime.handler.streaming')]: 'response' }),
  HttpResponseStream: { from: (stream) => stream },
};
// as in the layer: the tracer before what it traces
if (datadog) require('dd-trace').init();
const program = require(resolve(entry));
const importMs = performance.now();

const context = () => {
  const deadline = Date.now() + 28_000;
  return { awsRequestId: 'invocation-1', getRemainingTimeInMillis: () => deadline - Date.now() };
};
const event = (body, accept) => ({
  httpMethod: 'POST',
  path: '/v1/chat',
  headers: { 'content-type': 'application/json', accept },
  requestContext: { requestId: 'request-1', identity: { userArn: 'arn:aws:iam::111111111111:role/bench' } },
  isBase64Encoded: false,
  body,
});
const wrapped = (handler) => (datadog ? require('datadog-lambda-js').datadog(handler) : handler);

const asContestant = ({ buffered, streaming }) => {
  const [whole, live] = [wrapped(buffered), wrapped(streaming)];
  return {
    whole: async (body) => (await whole(event(body, 'application/json'), context())).body,
    stream: (body, out) => live(event(body, 'text/event-stream'), out, context()),
  };
};
const contestant = program.buffered === undefined ? program : asContestant(program);

const bodyOf = async (request) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};

if (mode === 'serve') {
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    if (request.url === '/stream') await contestant.stream(body, response);
    else response.setHeader('content-type', 'application/json').end(await contestant.whole(body));
  });
  server.listen(0, '127.0.0.1', () => process.send({ url: `http://127.0.0.1:${server.address().port}` }));
  process.on('disconnect', () => process.exit(0));
} else {
  void contestant.whole(process.env.BENCH_BODY).then((answer) => {
    if (!answer.includes('output')) throw new Error(answer);
    process.send({ importMs, answerMs: performance.now() }, () => process.exit(0));
  });
}
