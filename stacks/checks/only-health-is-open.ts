import { ROUTES } from '../../handlers/contract/routes';
import type { Check, Facts } from './check';
import { jsonOf, listOf, type Resource, recordOf, textAt } from './plan';

/** Routes that anybody may call; whatever the table says, only a health check may be one. */
const OPEN = ROUTES.filter(
  ({ auth, path, method }) => auth === 'none' && method === 'GET' && path === '/v1/health',
).map(({ method, path }) => `${method} ${path}`);

/** A caller must say who it is, but for the health check. */
export const onlyHealthIsOpen: Check = ({ plan }) =>
  [...methodsOf(plan), ...operationsOf(plan)]
    .filter(({ open, route }) => open && !OPEN.includes(route))
    .map(({ address, route }) => ({
      resource: address,
      problem: `anybody may call ${route}`,
      fix: 'set auth: "required" for the route in handlers/contract/routes.ts',
    }));

interface Operation {
  readonly address: string;
  /** `POST /v1/chat` */
  readonly route: string;
  readonly open: boolean;
}

const methodsOf = (plan: Facts['plan']): Operation[] =>
  plan.ofType('aws_api_gateway_method').map(({ address, args }) => ({
    address,
    route: `${textAt(args, 'http_method')} ${pathOf(args['resource_id'], plan)}`,
    open: (textAt(args, 'authorization') ?? 'NONE') === 'NONE' && args['api_key_required'] !== true,
  }));

/** Path of an API Gateway resource, from the parts that lead to it. */
function pathOf(resourceId: unknown, plan: Facts['plan']): string {
  const resource = plan.targets(resourceId).find(({ type }) => type === 'aws_api_gateway_resource');
  return resource === undefined
    ? ''
    : `${pathOf(resource.args['parent_id'], plan)}/${textAt(resource.args, 'path_part')}`;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'x-amazon-apigateway-any-method'];

/** Methods of APIs that are defined by an OpenAPI document. */
const operationsOf = (plan: Facts['plan']): Operation[] =>
  plan.ofType('aws_api_gateway_rest_api').flatMap(({ address, args }: Resource) => {
    const document = recordOf(jsonOf(args['body']));
    return Object.entries(recordOf(document['paths'])).flatMap(([path, operations]) =>
      Object.entries(recordOf(operations))
        .filter(([method]) => METHODS.includes(method))
        .map(([method, operation]) => ({
          address,
          route: `${method.toUpperCase()} ${path}`,
          open: listOf(recordOf(operation)['security'] ?? document['security']).length === 0,
        })),
    );
  });
