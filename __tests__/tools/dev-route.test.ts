import type { Route } from '../../handlers/contract/routes';
import { routeOf } from '../../tools/dev/route-of';

describe('a path with a part in braces', () => {
  const route = (path: string): Route => ({
    method: 'GET',
    path,
    handler: 'batches',
    auth: 'required',
    transfer: 'buffered',
  });
  const routes = [route('/v1/batches/{id}'), route('/v1/batches/all')];

  it.each([
    ['/v1/batches/a%20b', { id: 'a b' }],
    ['/v1/batches/%zz', { id: '%zz' }],
    ['/v1/batches/all', undefined],
  ])('stands for one part: %s', (path, parameters) => {
    expect(routeOf('GET', path, routes)?.parameters).toEqual(parameters);
  });

  it.each(['/v1/batches/', '/v1/batches', '/v1/batches/a/b', '/v2/batches/a'])(
    'stands for nothing else: %s',
    (path) => {
      expect(routeOf('GET', path, routes)).toBeUndefined();
      expect(routeOf('POST', '/v1/batches/a', routes)).toBeUndefined();
    },
  );
});
