import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import { Construct } from 'constructs';
import type { ServiceConfig } from '../config/schema';
import { jsonText } from '../json-text';
import { nameOf } from '../names';
import type { EndpointPart } from '../parts';
import { addressOf } from './address';

/** An AWS service that the code calls, and no more of it than it calls. */
export interface AwsEndpoint {
  /** Last part of the service name, `bedrock-runtime`. */
  readonly service: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly carries: EndpointPart['carries'];
  /** Tags of those who need it. */
  readonly scope: readonly string[];
}

/** How monitors know an endpoint. */
export const endpointPart = (
  config: ServiceConfig,
  { service, carries, scope }: Pick<AwsEndpoint, 'service' | 'carries' | 'scope'>,
  made: VpcEndpoint,
): EndpointPart => ({
  kind: 'endpoint',
  id: `endpoint-${service}`,
  name: nameOf(config, service, 255),
  addresses: [addressOf(made)],
  scope,
  service,
  carries,
});

export interface VpcEndpointsProps {
  readonly config: ServiceConfig;
  readonly vpcId: string;
  readonly subnetIds: string[];
  readonly securityGroupId: string;
  readonly aws: readonly AwsEndpoint[];
  /** Datadog's PrivateLink services by what they take. Absent: none. */
  readonly datadog: Readonly<Record<string, string>> | undefined;
  readonly telemetryScope: readonly string[];
}

/** Interface endpoints in every zone, with private DNS: the code calls the usual names and stays inside. */
export class VpcEndpoints extends Construct {
  readonly parts: readonly EndpointPart[];

  constructor(
    scope: Construct,
    id: string,
    { config, vpcId, subnetIds, securityGroupId, aws, datadog, telemetryScope }: VpcEndpointsProps,
  ) {
    super(scope, id);

    const endpoint = (service: string, serviceName: string, policy: unknown) =>
      new VpcEndpoint(this, service, {
        vpcId,
        vpcEndpointType: 'Interface',
        serviceName,
        ...regionOf(serviceName, config.aws.region),
        privateDnsEnabled: true,
        subnetIds,
        securityGroupIds: [securityGroupId],
        ...(policy === undefined ? {} : { policy: jsonText(this, policy) }),
        tags: { Name: nameOf(config, service, 255) },
      });
    this.parts = [
      ...aws.map((needed) => {
        const { service, actions, resources } = needed;
        const statement = {
          Sid: 'WhatTheCodeCalls',
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${config.aws.accountId}:root` },
          Action: actions,
          Resource: resources,
        };
        const made = endpoint(service, `com.amazonaws.${config.aws.region}.${service}`, {
          Version: '2012-10-17',
          Statement: [statement],
        });
        return endpointPart(config, needed, made);
      }),
      // services of Datadog's know no AWS actions: a policy could not say anything
      ...Object.entries(datadog ?? {}).map(([what, serviceName]) => {
        const service = `datadog-${what}`;
        const made = endpoint(service, serviceName, undefined);
        return endpointPart(config, { service, carries: 'telemetry', scope: telemetryScope }, made);
      }),
    ];
  }
}

/** Cross-region PrivateLink, where Datadog's service lies elsewhere. */
function regionOf(serviceName: string, region: string): { serviceRegion?: string } {
  const [, , , there] = serviceName.split('.');
  return serviceName.startsWith('com.amazonaws.vpce.') && there !== undefined && there !== region
    ? { serviceRegion: there }
    : {};
}
