import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import { Construct } from 'constructs';
import type { ServiceConfig } from '../config/schema';
import { jsonText } from '../json-text';
import { nameOf } from '../names';
import type { EndpointPart, Grant } from '../parts';
import { addressOf } from './address';

/** An AWS service that the code calls, and no more of it than it calls. */
export interface AwsEndpoint {
  /** Last part of the service name, `bedrock-runtime`, `sagemaker.runtime`. */
  readonly service: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Required where an action or resource holds `*`: why it cannot be narrower. */
  readonly wildcard?: string;
  readonly carries: EndpointPart['carries'];
  /** Tags of those who need it. */
  readonly scope: readonly string[];
}

/** What several callers need of one service: an endpoint has one policy. */
export interface AwsService extends Pick<AwsEndpoint, 'service' | 'carries' | 'scope'> {
  readonly needs: readonly AwsEndpoint[];
}

/** Who dies first without it comes first. */
const BY_LOSS = ['model', 'work', 'tables', 'mode', 'telemetry'] as const satisfies readonly EndpointPart['carries'][];

/** Needs by their service, in the order in which the services are first named. */
export const servicesOf = (endpoints: readonly AwsEndpoint[]): AwsService[] =>
  [...new Set(endpoints.map(({ service }) => service))].map((service) => {
    const needs = endpoints.filter((endpoint) => endpoint.service === service);
    return {
      service,
      needs,
      carries: BY_LOSS.find((loss) => needs.some(({ carries }) => carries === loss)) ?? 'telemetry',
      scope: [...new Set(needs.flatMap(({ scope }) => scope))],
    };
  });

/** What the policy of an endpoint lets through: a statement for each need, so that none opens another's resources. */
export const endpointStatements = ({ needs }: AwsService) =>
  needs.map(({ actions, resources }, index) => ({
    Sid: statementId(needs, index),
    Effect: 'Allow',
    Action: actions,
    Resource: resources,
  }));

/** Why the policy of an endpoint holds wildcards, under the address of the endpoint, for the checks and the report. */
export const endpointGrants = ({ service, needs }: AwsService, made: VpcEndpoint): Grant[] =>
  needs.flatMap(({ actions, resources, wildcard }, index) =>
    wildcard === undefined
      ? []
      : [
          {
            role: addressOf(made),
            sid: statementId(needs, index),
            actions,
            resources,
            why: `functions call ${service} by this endpoint`,
            wildcard,
          },
        ],
  );

const statementId = (needs: readonly AwsEndpoint[], index: number): string =>
  needs.length === 1 ? 'WhatTheCodeCalls' : `WhatTheCodeCalls${index + 1}`;

/** `sagemaker.runtime` as our own names have it. */
const hyphened = (service: string): string => service.replaceAll('.', '-');

/** How monitors know an endpoint. */
export const endpointPart = (
  config: ServiceConfig,
  { service, carries, scope }: Pick<AwsEndpoint, 'service' | 'carries' | 'scope'>,
  made: VpcEndpoint,
): EndpointPart => ({
  kind: 'endpoint',
  id: `endpoint-${hyphened(service)}`,
  name: nameOf(config, hyphened(service), 255),
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
  readonly grants: readonly Grant[];

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
        tags: { Name: nameOf(config, hyphened(service), 255) },
      });
    const principal = { AWS: `arn:aws:iam::${config.aws.accountId}:root` };
    const called = servicesOf(aws).map((needed) => ({
      needed,
      made: endpoint(needed.service, `com.amazonaws.${config.aws.region}.${needed.service}`, {
        Version: '2012-10-17',
        Statement: endpointStatements(needed).map((statement) => ({ ...statement, Principal: principal })),
      }),
    }));
    this.grants = called.flatMap(({ needed, made }) => endpointGrants(needed, made));
    this.parts = [
      ...called.map(({ needed, made }) => endpointPart(config, needed, made)),
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
