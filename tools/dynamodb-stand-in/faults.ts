import type { ServerResponse } from 'node:http';

/** What goes wrong with a call instead of an answer. */
export type TableFault =
  | 'throttled'
  | 'over its ceiling'
  | 'not granted'
  | 'gone' // no such table
  | 'failing'
  | 'malformed' // an answer that is no JSON
  | 'another answer' // JSON, and nothing that DynamoDB would say
  | "a proxy's page"
  | 'cut' // takes the request and cuts the connection
  | 'silent'; // takes the request and never answers

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
const EXCEPTIONS = {
  throttled: [400, 'ThrottlingException'],
  'over its ceiling': [400, 'ProvisionedThroughputExceededException'],
  'not granted': [400, 'AccessDeniedException'],
  gone: [400, 'ResourceNotFoundException'],
  failing: [500, 'InternalServerError'],
} as const;

/** @param received Body of the request: messages of AWS may quote it, so these do. */
export function misbehave(fault: TableFault, received: string, response: ServerResponse): void {
  switch (fault) {
    case 'silent':
      return;
    case 'cut':
      response.socket?.destroy();
      return;
    case 'malformed':
      answer(response, 200, '{"Item":');
      return;
    case 'another answer':
      answer(
        response,
        200,
        JSON.stringify({ Item: { pk: { S: 'x' }, expiresAt: { N: '9999999999' }, answer: { B: 'AAAA' } } }),
      );
      return;
    case "a proxy's page":
      answer(response, 502, '<p>Bad gateway</p>');
      return;
    default: {
      const [status, name] = EXCEPTIONS[fault];
      const body = { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: `about ${received}` };
      answer(response, status, JSON.stringify(body));
    }
  }
}

const answer = (response: ServerResponse, status: number, body: string): void =>
  void response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(body);
