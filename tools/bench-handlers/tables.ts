import { localServer } from '../stand-in/local-server';

// Tables that answer at once, as the Bedrock beside them does: what is measured is our own part of a call, not a database's.
// Nothing is ever found in them, and every condition holds.

const ANSWERS: Readonly<Record<string, object>> = {
  GetItem: {},
  PutItem: {},
  UpdateItem: { Attributes: { pk: { S: 'bench' } } },
};

void localServer((request, _, response) => {
  const operation = String(request.headers['x-amz-target'] ?? '').split('.')[1] ?? '';
  response
    .writeHead(200, { 'content-type': 'application/x-amz-json-1.0' })
    .end(JSON.stringify(ANSWERS[operation] ?? {}));
}).then(({ url }) => console.log(`AWS_ENDPOINT_URL_DYNAMODB=${url}`));
