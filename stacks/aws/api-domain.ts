import { ApiGatewayBasePathMapping } from '@cdktf/provider-aws/lib/api-gateway-base-path-mapping';
import { ApiGatewayDomainName } from '@cdktf/provider-aws/lib/api-gateway-domain-name';
import { Route53Record } from '@cdktf/provider-aws/lib/route53-record';
import { Construct } from 'constructs';
import type { ServiceConfig } from '../config/schema';

export interface ApiDomainProps {
  readonly config: ServiceConfig;
  readonly customDomain: NonNullable<ServiceConfig['api']['customDomain']>;
  readonly restApiId: string;
  readonly stageName: string;
}

/** A name of its own for the API, with TLS 1.2 or later. */
export class ApiDomain extends Construct {
  readonly url: string;

  constructor(scope: Construct, id: string, { config, customDomain, restApiId, stageName }: ApiDomainProps) {
    super(scope, id);

    const domain = new ApiGatewayDomainName(this, 'Default', {
      domainName: customDomain.name,
      regionalCertificateArn: customDomain.certificateArn,
      endpointConfiguration: { types: ['REGIONAL'] },
      // takes 1.2 and 1.3; the newer SecurityPolicy_* need endpoint_access_mode, which the bindings lack:
      // https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-custom-domain-tls-version.html
      securityPolicy: 'TLS_1_2',
      ...(config.protectFromDestroy ? { lifecycle: { preventDestroy: true } } : {}),
    });
    new ApiGatewayBasePathMapping(this, 'mapping', { apiId: restApiId, stageName, domainName: domain.domainName });
    if (customDomain.hostedZoneId !== undefined) {
      new Route53Record(this, 'record', {
        zoneId: customDomain.hostedZoneId,
        name: customDomain.name,
        type: 'A',
        alias: { name: domain.regionalDomainName, zoneId: domain.regionalZoneId, evaluateTargetHealth: true },
      });
    }
    this.url = `https://${customDomain.name}`;
  }
}
