import { FlowLog } from '@cdktf/provider-aws/lib/flow-log';
import { Construct } from 'constructs';
import type { ServiceConfig } from '../config/schema';
import { nameOf } from '../names';
import type { Grant } from '../parts';
import { LogGroup } from './log-group';
import { ServiceRole } from './service-role';

export interface FlowLogsProps {
  readonly config: ServiceConfig;
  readonly vpcId: string;
  readonly logsKeyArn: string;
}

/** Who talked to whom in the VPC, let through and refused. */
export class FlowLogs extends Construct {
  readonly grants: readonly Grant[];

  constructor(scope: Construct, id: string, { config, vpcId, logsKeyArn }: FlowLogsProps) {
    super(scope, id);

    const { accountId, region } = config.aws;
    const logs = new LogGroup(this, 'group', {
      name: `/aws/vpc/${nameOf(config, 'flow')}`,
      retentionDays: config.logs.retentionDays,
      kmsKeyArn: logsKeyArn,
    });
    const role = new ServiceRole(this, 'role', {
      name: nameOf(config, 'flow-logs'),
      description: 'Lets VPC flow logs be written',
      principal: { Service: 'vpc-flow-logs.amazonaws.com' },
      // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
      trustConditions: {
        StringEquals: { 'aws:SourceAccount': accountId },
        ArnLike: { 'aws:SourceArn': `arn:aws:ec2:${region}:${accountId}:vpc-flow-log/*` },
      },
      grants: [
        {
          sid: 'WriteFlowLogs',
          actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
          resources: [`${logs.arn}:*`],
          why: 'VPC writes the flow log',
          wildcard: 'VPC names the log streams; the group is fixed',
        },
      ],
    });
    new FlowLog(this, 'Default', {
      vpcId,
      trafficType: 'ALL',
      logDestinationType: 'cloud-watch-logs',
      logDestination: logs.arn,
      iamRoleArn: role.arn,
      maxAggregationInterval: 600,
      dependsOn: [role.policy],
    });
    this.grants = role.grants;
  }
}
