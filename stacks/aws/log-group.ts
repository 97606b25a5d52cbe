import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';

export interface LogGroupProps {
  /** Physical name; API Gateway's should start with `api-gateway`, WAF's must start with `aws-waf-logs-`. */
  readonly name: string;
  readonly retentionDays: number;
  /** Customer key, whose policy must let CloudWatch Logs use it for this name. */
  readonly kmsKeyArn: string;
}

/** A log group that is encrypted and expires. */
export class LogGroup extends Construct {
  /** A reference, so that who writes to the group comes after it. */
  readonly name: string;
  /** Without the `:*` that some policies want behind it. */
  readonly arn: string;
  /** To depend on, for who finds the group by its name and would make it otherwise. */
  readonly made: ITerraformDependable;

  constructor(scope: Construct, id: string, { name, retentionDays, kmsKeyArn }: LogGroupProps) {
    super(scope, id);

    const group = new CloudwatchLogGroup(this, 'Default', {
      name,
      retentionInDays: retentionDays,
      kmsKeyId: kmsKeyArn,
    });
    this.name = group.name;
    this.arn = group.arn;
    this.made = group;
  }
}
