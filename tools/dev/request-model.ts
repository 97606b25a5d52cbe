import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import { BATCH_REQUEST_SCHEMA } from '../../handlers/contract/batch';
import { CHAT_REQUEST_SCHEMA } from '../../handlers/contract/chat';
import type { Route } from '../../handlers/contract/routes';
import type { GatewayReason } from './gateway-answer';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

type JsonSchema = Parameters<typeof z.fromJSONSchema>[0];

/** The gateway's request models, by a validator that reads the same JSON Schema. */
const MODELS = {
  ChatRequest: z.fromJSONSchema(CHAT_REQUEST_SCHEMA as unknown as JsonSchema),
  BatchRequest: z.fromJSONSchema(BATCH_REQUEST_SCHEMA as unknown as JsonSchema),
};

export interface Refusal {
  readonly reason: GatewayReason;
  /** What does not fit, never what it holds. */
  readonly validation?: string;
}

/** Why the gateway does not call the function, if so. */
export function refusalOf({ body: model }: Route, contentType = 'application/json', body: string): Refusal | undefined {
  if (model === undefined) return undefined;
  if (!/^application\/json\s*(;|$)/i.test(contentType)) return { reason: 'UNSUPPORTED_MEDIA_TYPE' };
  const { success, error } = MODELS[model].safeParse(parsed(body));
  if (success) return undefined;
  const places = error.issues.map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': '));
  return { reason: 'BAD_REQUEST_BODY', validation: `[${places.join(', ')}]` };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined; // fits no model
  }
}

/** Absent when it is larger than the gateway takes. */
export async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return bytes <= MAX_BODY_BYTES ? Buffer.concat(chunks).toString('utf8') : undefined;
}
