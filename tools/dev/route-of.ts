import type { Route } from '../../handlers/contract/routes';

export interface Found {
  readonly route: Route;
  /** What stands for the parts in braces; absent where there are none. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** The route of a request, as API Gateway finds it: a part in braces stands for any one part, and what is said outright comes first. */
export function routeOf(method: string, path: string, routes: readonly Route[]): Found | undefined {
  const own = routes.filter((route) => route.method === method);
  const exact = own.find((route) => route.path === path);
  if (exact !== undefined) return { route: exact };
  for (const route of own) {
    const parameters = parametersIn(route.path.split('/'), path.split('/'));
    if (parameters !== undefined) return { route, parameters };
  }
  return undefined;
}

function parametersIn(pattern: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== parts.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [place, wanted] of pattern.entries()) {
    const part = parts[place] ?? '';
    const name = /^\{(\w+)\}$/.exec(wanted)?.[1];
    if (name === undefined ? wanted !== part : part === '') return undefined;
    if (name !== undefined) parameters[name] = decoded(part);
  }
  return parameters;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
