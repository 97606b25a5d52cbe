import type { IncomingHttpHeaders } from 'node:http';
import { type Answer, type FaultyServer, faultyServer } from '../stand-in/faulty-server';
import type { StandInKey, StandInKeys } from './api-keys';

const FORBIDDEN: Answer = { status: 403, body: { errors: ['Forbidden'] } };
const NOT_FOUND: Answer = { status: 404, body: { errors: ['API key not found'] } };

/**
 * Datadog's API on localhost, as far as a rotation calls it: keys and their validation. Faults are asked for by method and
 * path, with `:id` for an id: `DELETE /api/v2/api_keys/:id`.
 */
export const datadogStandIn = (keys: StandInKeys): Promise<FaultyServer> =>
  faultyServer({
    contentType: 'application/json',
    operation: ({ method, url }) => `${method} ${pathOf(url).replace(/(api_keys\/).+/, '$1:id')}`,
    faults: {
      throttle: { status: 429, body: { errors: ['Rate limit of 1 requests in 10 seconds reached'] } },
      refuse: FORBIDDEN,
      error: { status: 503, body: { errors: ['Service unavailable'] } },
    },
    answer: ({ headers, url }, body, operation) => {
      if (operation === 'GET /api/v1/validate') {
        return keys.validate(String(headers['dd-api-key'])) ? { status: 200, body: { valid: true } } : FORBIDDEN;
      }
      return mayManage(headers, keys) ? managed(keys, operation, url, body) : FORBIDDEN;
    },
  });

const pathOf = (url = '/'): string => new URL(url, 'http://localhost').pathname;

const mayManage = (headers: IncomingHttpHeaders, keys: StandInKeys): boolean =>
  keys.knows(String(headers['dd-api-key'])) && headers['dd-application-key'] === keys.applicationKey;

function managed(keys: StandInKeys, operation: string, url: string | undefined, body: string): Answer {
  const id = decodeURIComponent(pathOf(url).split('/').at(-1) ?? '');
  switch (operation) {
    case 'GET /api/v2/api_keys': {
      const { searchParams } = new URL(url ?? '/', 'http://localhost');
      const [size, page] = [
        Number(searchParams.get('page[size]') ?? 10),
        Number(searchParams.get('page[number]') ?? 0),
      ];
      const found = keys.all().filter(({ name }) => name.includes(searchParams.get('filter') ?? ''));
      return { status: 200, body: { data: found.slice(page * size, (page + 1) * size).map(listed) } };
    }
    case 'POST /api/v2/api_keys': {
      const { data } = JSON.parse(body) as { data: { attributes: { name: string } } };
      return { status: 201, body: { data: whole(keys.create(data.attributes.name)) } };
    }
    case 'GET /api/v2/api_keys/:id': {
      const key = keys.at(id);
      if (key === undefined) return NOT_FOUND;
      return { status: 200, body: { data: keys.showsOnce ? listed(key) : whole(key) } };
    }
    case 'DELETE /api/v2/api_keys/:id':
      return keys.revoke(id) ? { status: 204, body: undefined } : NOT_FOUND;
    default:
      return NOT_FOUND;
  }
}

const listed = ({ id, name, value }: StandInKey) => ({
  type: 'api_keys',
  id,
  attributes: { name, last4: value.slice(-4) },
});

const whole = (key: StandInKey) => ({ ...listed(key), attributes: { ...listed(key).attributes, key: key.value } });
