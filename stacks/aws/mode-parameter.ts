import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import { Construct } from 'constructs';
import { FIRST_MODE } from '../../handlers/contract/modes';
import type { ServiceConfig } from '../config/schema';
import { nameOf } from '../names';
import type { ModePart } from '../parts';
import { addressOf } from './address';
import type { AwsEndpoint } from './network-endpoints';
import type { RoleGrant } from './service-role';

export interface ModeParameterProps {
  readonly config: ServiceConfig;
}

/** SSM takes 1,011 characters with the ARN's own: https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html */
const MOST_CHARACTERS = 900;

/**
 * The SSM parameter that says how the service answers. People and the budget guard write it; Terraform makes it and then
 * leaves its value alone. No secret: a plain string of the standard tier, which costs nothing.
 */
export class ModeParameter extends Construct {
  readonly part: ModePart;
  readonly arn: string;
  /** By reference: who reads it must come after it. */
  readonly name: string;
  /** What who asks for the mode may do. */
  readonly readGrants: readonly RoleGrant[];
  /** What who changes it may do. */
  readonly changeGrants: readonly RoleGrant[];

  constructor(scope: Construct, id: string, { config }: ModeParameterProps) {
    super(scope, id);

    const name = modeParameterName(config);
    const parameter = new SsmParameter(this, 'Default', {
      name,
      description: `How ${config.service} in ${config.env} answers: docs/runbook/mode-not-normal.md`,
      type: 'String',
      tier: 'Standard',
      value: JSON.stringify(FIRST_MODE),
      lifecycle: { ignoreChanges: ['value', 'insecure_value'] },
    });
    this.arn = parameter.arn;
    this.name = parameter.name;
    this.readGrants = [
      {
        sid: 'ReadMode',
        actions: ['ssm:GetParameter'],
        resources: [parameter.arn],
        why: 'each request is answered as the mode says',
      },
    ];
    this.changeGrants = [
      {
        sid: 'ChangeMode',
        actions: ['ssm:GetParameter', 'ssm:PutParameter'],
        resources: [parameter.arn],
        why: 'the budget guard sets the mode by what it was before',
      },
    ];
    this.part = {
      kind: 'mode',
      id: 'mode',
      name,
      addresses: [addressOf(parameter)],
      scope: [`service:${config.service}`],
    };
  }

  /** What those who use it need of the network: exactly what their grants say of it. */
  endpointFor(grants: readonly RoleGrant[]): AwsEndpoint {
    return {
      service: 'ssm',
      actions: [...new Set(grants.flatMap(({ actions }) => actions))],
      resources: [this.arn],
      carries: 'mode',
      scope: this.part.scope,
    };
  }
}

/** `/llm-gateway-prod-mode` */
export const modeParameterName = (config: Pick<ServiceConfig, 'service' | 'env'>): string =>
  `/${nameOf(config, 'mode', MOST_CHARACTERS)}`;
