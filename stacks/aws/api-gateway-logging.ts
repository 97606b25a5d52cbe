import { ApiGatewayAccount } from '@cdktf/provider-aws/lib/api-gateway-account';
import { Construct } from 'constructs';
import type { AccountConfig } from '../config/account-schema';
import type { Grant } from '../parts';
import { ServiceRole } from './service-role';

/**
 * The role with which API Gateway writes the logs of all stages of an account and region. Without it no stage may log.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
export class ApiGatewayLogging extends Construct {
  readonly grants: readonly Grant[];

  constructor(scope: Construct, id: string, { config }: { readonly config: AccountConfig }) {
    super(scope, id);

    const { accountId, region } = config.aws;
    const logGroups = (suffix: string) => `arn:aws:logs:${region}:${accountId}:log-group:${suffix}`;
    const role = new ServiceRole(this, 'role', {
      name: `${config.account}-api-gateway-logs`,
      description: `Lets API Gateway write the logs of the stages in ${region}`,
      principal: { Service: 'apigateway.amazonaws.com' },
      grants: [
        {
          sid: 'WriteStageLogs',
          actions: [
            'logs:CreateLogGroup',
            'logs:CreateLogStream',
            'logs:DescribeLogGroups',
            'logs:DescribeLogStreams',
            'logs:FilterLogEvents',
            'logs:GetLogEvents',
            'logs:PutLogEvents',
          ],
          resources: [logGroups('*')],
          why: 'one role serves the access and execution logs of every stage',
          wildcard:
            'API Gateway names the execution log groups after API ids that AWS assigns, and checks for these actions on all groups',
        },
      ],
    });
    new ApiGatewayAccount(this, 'account', { cloudwatchRoleArn: role.arn, dependsOn: [role.policy] });
    this.grants = role.grants;
  }
}
