import type { Route } from '../../handlers/contract/routes';

/** Id of what is made once for a route, `method-post-v1-chat`. */
export const routeId = (what: string, { method, path }: Pick<Route, 'method' | 'path'>): string =>
  `${what}-${method.toLowerCase()}${path.replaceAll('/', '-')}`;
