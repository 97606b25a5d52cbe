import { ROUTES, type Route, type RouteHandlerName } from '../../handlers/contract/routes';
import type { ApiTarget } from './api';

/** `{id}` as part of a construct's id. */
export const idPart = (segment: string): string => segment.replace(/[{}]/g, '');

/** Id of what is made once for a route, `method-post-v1-chat`. */
export const routeId = (what: string, { method, path }: Pick<Route, 'method' | 'path'>): string =>
  `${what}-${method.toLowerCase()}${idPart(path.replaceAll('/', '-'))}`;

/** The path in the ARN of a call, where what stands for any one part is a wildcard. */
export const pathPattern = ({ path }: Pick<Route, 'path'>): string => path.replace(/\{\w+\}/g, '*');

/** The routes whose handler is there, and who answers. */
export const routesTo = (
  handlers: Readonly<Partial<Record<RouteHandlerName, ApiTarget>>>,
): { readonly route: Route; readonly target: ApiTarget }[] =>
  ROUTES.flatMap((route) => {
    const target = handlers[route.handler];
    return target === undefined ? [] : [{ route, target }];
  });
