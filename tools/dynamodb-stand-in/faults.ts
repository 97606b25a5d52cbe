import type { ServerResponse } from 'node:http';
import { type Fault, meet } from '../stand-in/faults';

/** Beside what any stand-in does, what a table alone does. */
export type TableFault =
  | Fault
  | 'over its ceiling'
  | 'gone' // no such table
  | 'another answer' // JSON, and nothing that DynamoDB would say
  | "a proxy's page";

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
const EXCEPTIONS = {
  throttle: [400, 'ThrottlingException'],
  'over its ceiling': [400, 'ProvisionedThroughputExceededException'],
  refuse: [400, 'AccessDeniedException'],
  gone: [400, 'ResourceNotFoundException'],
  error: [500, 'InternalServerError'],
} as const;

/** @param received Body of the request: messages of AWS may quote it, so these do. */
export function misbehave(fault: TableFault, received: string, response: ServerResponse): void {
  const say = (one: keyof typeof EXCEPTIONS): void => {
    const [status, name] = EXCEPTIONS[one];
    const body = { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: `about ${received}` };
    answer(response, status, JSON.stringify(body));
  };
  switch (fault) {
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
    case 'over its ceiling':
    case 'gone':
      say(fault);
      return;
    default:
      meet(fault, response, { spoken: say, malformed: () => answer(response, 200, '{"Item":') });
  }
}

const answer = (response: ServerResponse, status: number, body: string): void =>
  void response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(body);
