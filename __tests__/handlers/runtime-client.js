// Lambda's Node.js runtime in a few lines: loads a handler, then asks the Runtime API for one invocation after the other.
// node runtime-client.js index.handler, in the folder of the code. It speaks as the official client does, aws-lambda-ric 3.3.
const http = require('node:http');
const { resolve } = require('node:path');

const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');
const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

const ask = (method, path, headers = {}) =>
  http.request({ host, port, agent, method, path: `/2018-06-01/runtime/${path}`, headers });
const post = (path, body, headers) =>
  new Promise((done, fail) => {
    ask('POST', path, headers)
      .on('response', (response) => response.resume().on('end', done))
      .on('error', fail)
      .end(body);
  });
const next = () =>
  new Promise((done, fail) => {
    ask('GET', 'invocation/next')
      .on('response', (response) => {
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () =>
          done({ headers: response.headers, event: JSON.parse(Buffer.concat(chunks).toString()) }),
        );
      })
      .on('error', fail)
      .end();
  });

const described = ({ name, message, stack = '' }) =>
  JSON.stringify({ errorType: name, errorMessage: message, trace: stack.split('\n') });

globalThis.awslambda = {
  streamifyResponse: (handler) => Object.assign(handler, { [STREAMING]: 'response' }),
  HttpResponseStream: {
    // the head goes out as JSON, eight zero bytes end it
    from: (stream, head) => {
      stream.setContentType('application/vnd.awslambda.http-integration-response');
      stream.onBeforeFirstWrite = (write) => {
        write(JSON.stringify(head));
        write(Buffer.alloc(8));
      };
      return stream;
    },
  },
};

/** The body of a streamed answer: the request that carries it begins with the first byte. */
const responseStream = (id) => {
  const request = ask('POST', `invocation/${id}/response`, {
    'Lambda-Runtime-Function-Response-Mode': 'streaming',
    'Transfer-Encoding': 'chunked',
    Trailer: 'Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body',
  });
  const { write, end } = request;
  let begun = false;
  return Object.assign(request, {
    setContentType: (type) => request.setHeader('Content-Type', type),
    // as in the official client: what `end` is given goes out without a head before it
    end: (...args) => end.apply(request, args),
    write: (...args) => {
      if (!begun) {
        begun = true;
        request.onBeforeFirstWrite?.((bytes) => write.call(request, bytes));
      }
      return write.apply(request, args);
    },
  });
};

const streamed = async (handler, event, context) => {
  const stream = responseStream(context.awsRequestId);
  const answered = new Promise((done, fail) => {
    stream.on('response', (response) => response.resume().on('end', done)).on('error', fail);
  });
  try {
    await handler(event, stream, context);
    if (!stream.writableEnded) stream.end();
  } catch (error) {
    // too late for a status: the error comes after the body
    stream.addTrailers({
      'Lambda-Runtime-Function-Error-Type': error.name,
      'Lambda-Runtime-Function-Error-Body': Buffer.from(described(error)).toString('base64'),
    });
    stream.end();
  }
  await answered;
};

const main = async () => {
  const [module, name] = process.argv[2].split('.');
  let handler;
  try {
    handler = require(resolve(`${module}.js`))[name];
    if (typeof handler !== 'function')
      throw Object.assign(new Error(`${name} is not exported`), { name: 'Runtime.HandlerNotFound' });
  } catch (error) {
    await post('init/error', described(error));
    process.exit(129);
  }
  for (;;) {
    const { headers, event } = await next();
    const id = headers['lambda-runtime-aws-request-id'];
    const deadline = Number(headers['lambda-runtime-deadline-ms']);
    const context = { awsRequestId: id, getRemainingTimeInMillis: () => deadline - Date.now() };
    if (handler[STREAMING] === 'response') await streamed(handler, event, context);
    else
      await handler(event, context).then(
        (result) => post(`invocation/${id}/response`, JSON.stringify(result)),
        (error) => post(`invocation/${id}/error`, described(error)),
      );
  }
};
void main();
