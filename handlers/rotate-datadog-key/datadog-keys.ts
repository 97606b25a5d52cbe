import * as z from 'zod/mini';
import { ROTATION_PATIENCE } from '../contract/rotation';
import { RotationError, reasonOf } from './rotation-error';

/** What Datadog lists of an API key. Its value is not in it. */
export interface DatadogKey {
  readonly id: string;
  readonly name: string;
  /** Last four characters of the value. */
  readonly last4: string;
}

/** Keys that speak for us. */
export interface Credentials {
  readonly apiKey: string;
  readonly applicationKey: string;
}

/** Datadog's API for API keys. @throws RotationError, and nothing else */
export interface DatadogKeys {
  /** All keys whose name begins so. */
  list(credentials: Credentials, prefix: string): Promise<DatadogKey[]>;
  /** The value of a key; nothing where the organisation shows a key only once, when it is made. */
  read(credentials: Credentials, id: string): Promise<string | undefined>;
  /** Makes a key, and returns its value. */
  create(credentials: Credentials, name: string): Promise<string>;
  /** A key that is gone already is fine. */
  revoke(credentials: Credentials, id: string): Promise<void>;
  /** Whether Datadog takes telemetry with this key. */
  validate(apiKey: string): Promise<boolean>;
}

const listed = z.object({
  data: z.array(
    z.object({
      id: z.string().check(z.minLength(1)),
      attributes: z.object({ name: z.string(), last4: z.string().check(z.length(4)) }),
    }),
  ),
});
const whole = z.object({ data: z.object({ attributes: z.object({ key: z.string().check(z.minLength(8)) }) }) });
const readBack = z.object({ data: z.object({ attributes: z.object({ key: z.optional(z.string()) }) }) });
const validity = z.object({ valid: z.boolean() });

/** Largest page: https://docs.datadoghq.com/api/latest/key-management/#get-all-api-keys */
const PAGE_SIZE = 100;
/** Ten thousand keys of ours are a mistake, and an endless list would be another. */
const MOST_PAGES = 100;

interface Call {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly apiKey: string;
  readonly applicationKey?: string;
  readonly body?: unknown;
}

/**
 * Keys go in headers, which neither Datadog's tracer nor ours records; paths hold names and ids.
 * https://docs.datadoghq.com/api/latest/key-management/ and https://docs.datadoghq.com/api/latest/authentication/
 *
 * @param url Where the API is, with a slash at the end.
 */
export function datadogKeys(url: string, remainingMs: () => number): DatadogKeys {
  const send = async ({ method, path, apiKey, applicationKey, body }: Call) => {
    try {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: {
          accept: 'application/json',
          'DD-API-KEY': apiKey,
          ...(applicationKey === undefined ? {} : { 'DD-APPLICATION-KEY': applicationKey }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        // keys must not follow to wherever an answer points
        redirect: 'error',
        signal: AbortSignal.timeout(Math.max(1, Math.min(ROTATION_PATIENCE.callMs, remainingMs()))),
      });
      return { status: response.status, text: await response.text() };
    } catch (error) {
      throw new RotationError('datadog-unreachable', reasonOf(error));
    }
  };
  const ask = async <T>(call: Call, shape: z.ZodMiniType<T>): Promise<T> => {
    const { status, text } = await send(call);
    refuse(status);
    return parsed(text, shape);
  };
  return {
    list: async ({ apiKey, applicationKey }, prefix) => {
      const found: DatadogKey[] = [];
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const query = new URLSearchParams({
          filter: prefix,
          'page[size]': String(PAGE_SIZE),
          'page[number]': String(page),
        });
        const { data } = await ask({ method: 'GET', path: `api/v2/api_keys?${query}`, apiKey, applicationKey }, listed);
        found.push(...data.map(({ id, attributes: { name, last4 } }) => ({ id, name, last4 })));
        if (data.length < PAGE_SIZE) break;
      }
      // Datadog looks for the words anywhere in the name
      return found.filter(({ name }) => name.startsWith(prefix));
    },
    read: async ({ apiKey, applicationKey }, id) => {
      const call = {
        method: 'GET',
        path: `api/v2/api_keys/${encodeURIComponent(id)}`,
        apiKey,
        applicationKey,
      } as const;
      const { data } = await ask(call, readBack);
      return data.attributes.key;
    },
    create: async ({ apiKey, applicationKey }, name) => {
      const body = { data: { type: 'api_keys', attributes: { name } } };
      const { data } = await ask({ method: 'POST', path: 'api/v2/api_keys', apiKey, applicationKey, body }, whole);
      return data.attributes.key;
    },
    revoke: async ({ apiKey, applicationKey }, id) => {
      const path = `api/v2/api_keys/${encodeURIComponent(id)}`;
      const { status } = await send({ method: 'DELETE', path, apiKey, applicationKey });
      if (status !== 404) refuse(status);
    },
    validate: async (apiKey) => {
      const { status, text } = await send({ method: 'GET', path: 'api/v1/validate', apiKey });
      if (status === 401 || status === 403) return false;
      refuse(status);
      return parsed(text, validity).valid;
    },
  };
}

function refuse(status: number): void {
  if (status < 300) return;
  const code =
    status === 429
      ? 'datadog-throttled'
      : status === 408 || status >= 500
        ? 'datadog-unavailable'
        : ('datadog-refused' as const);
  throw new RotationError(code, `HTTP ${status}`);
}

function parsed<T>(text: string, shape: z.ZodMiniType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new RotationError('datadog-malformed');
  }
  // not the parser's own words, which quote what it was given
  const { success, data } = shape.safeParse(value);
  if (!success) throw new RotationError('datadog-malformed');
  return data;
}
