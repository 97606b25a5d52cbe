import * as fc from 'fast-check';
import { Network, type NetworkProps } from '../../../stacks/aws/network';
import { subnetBlock } from '../../../stacks/aws/subnet-blocks';
import { prod } from '../../../stacks/config/environments/prod';
import { all, only, type Plan, planOf, statements } from '../synthesized';

type Vpc = NetworkProps['network'];
type Nat = Vpc['toDatadog']['nat'];
const network = prod.network as Vpc;

const endpoints: NetworkProps['endpoints'] = [
  {
    service: 'bedrock-runtime',
    actions: ['bedrock:InvokeModel'],
    resources: ['arn:model'],
    carries: 'model',
    scope: ['model_alias:fast'],
  },
  {
    service: 'secretsmanager',
    actions: ['secretsmanager:GetSecretValue'],
    resources: ['arn:secret'],
    carries: 'telemetry',
    scope: ['functionname:x'],
  },
];

const bucket: NetworkProps['endpoints'][number] = {
  service: 's3',
  actions: ['s3:GetObject'],
  resources: ['arn:aws:s3:::data/*'],
  carries: 'model',
  scope: ['functionname:x'],
};

function networkOf(changed: Partial<Vpc> = {}, called = endpoints): { plan: Plan; made: Network } {
  let made: Network | undefined;
  const plan = planOf((stack) => {
    made = new Network(stack, 'network', {
      config: prod,
      network: { ...network, ...changed },
      logsKeyArn: 'arn:aws:kms:us-east-1:111111111111:key/logs',
      endpoints: called,
      telemetryScope: ['functionname:x'],
    });
  });
  if (made === undefined) throw new Error('nothing was made');
  return { plan, made };
}

/** First and last address of a block, as numbers. */
function range(cidr: string): [number, number] {
  const [address = '', prefix = ''] = cidr.split('/');
  const start = address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  return [start, start + 2 ** (32 - Number(prefix)) - 1];
}

describe('subnetBlock', () => {
  it('cuts a block as Terraform would', () => {
    expect([0, 1, 8, 15].map((index) => subnetBlock('10.20.0.0/16', index))).toEqual([
      '10.20.0.0/20',
      '10.20.16.0/20',
      '10.20.128.0/20',
      '10.20.240.0/20',
    ]);
    expect(subnetBlock('172.16.48.0/20', 3)).toBe('172.16.51.0/24');
  });

  it('starts at the start of the whole, also when the address given lies inside it', () => {
    expect(subnetBlock('10.20.7.9/16', 1)).toBe(subnetBlock('10.20.0.0/16', 1));
  });
});

const onlyPrivateLink: Partial<Vpc> = {
  toDatadog: { privateLink: { logs: 'l', metrics: 'm', traces: 't', api: 'a' } },
};

describe('the subnets of any network that config allows', () => {
  const legal = fc.record({
    start: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    prefix: fc.integer({ min: 16, max: 20 }),
    zones: fc.integer({ min: 2, max: 6 }),
    nat: fc.constantFrom(undefined, 'single' as const, 'per-zone' as const),
  });
  const planOfAny = ({ start, prefix, zones, nat }: { start: number; prefix: number; zones: number; nat: Nat }) => {
    const size = 2 ** (32 - prefix);
    const first = Math.floor(start / size) * size;
    const cidr = `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.')}/${prefix}`;
    return networkOf({
      cidr,
      zones: ['a', 'b', 'c', 'd', 'e', 'f'].slice(0, zones).map((letter) => `us-east-1${letter}`),
      toDatadog: { ...onlyPrivateLink.toDatadog, ...(nat === undefined ? {} : { nat }) },
    }).plan;
  };

  it('lie in its block and never overlap, one in each zone and one for each NAT gateway', () => {
    fc.assert(
      fc.property(legal, (config) => {
        const plan = planOfAny(config);
        const [start, end] = range(String(only(plan, 'aws_vpc')['cidr_block']));
        const blocks = all(plan, 'aws_subnet')
          .map(({ cidr_block }) => range(String(cidr_block)))
          .sort(([a], [b]) => a - b);
        expect(blocks).toHaveLength(config.zones + all(plan, 'aws_nat_gateway').length);
        for (const [index, [from, to]] of blocks.entries()) {
          expect(from).toBeGreaterThan(blocks[index - 1]?.[1] ?? start - 1);
          expect(to).toBeLessThanOrEqual(end);
        }
      }),
      // a whole synth each
      { numRuns: 12 },
    );
  });
});

describe('Network', () => {
  it('puts functions into a private subnet of every zone', () => {
    const { plan, made } = networkOf(onlyPrivateLink);
    expect(
      all(plan, 'aws_subnet')
        .map(({ availability_zone }) => availability_zone)
        .sort(),
    ).toEqual([...network.zones]);
    expect(all(plan, 'aws_subnet').every(({ map_public_ip_on_launch }) => map_public_ip_on_launch === false)).toBe(
      true,
    );
    expect(made.vpcConfig.subnetIds).toHaveLength(network.zones.length);
  });

  it('has no way to the internet without NAT', () => {
    const { plan } = networkOf(onlyPrivateLink);
    for (const type of ['aws_nat_gateway', 'aws_internet_gateway', 'aws_eip', 'aws_route'])
      expect(all(plan, type)).toEqual([]);
    expect(JSON.stringify(plan.resource)).not.toContain('0.0.0.0/0');
  });

  it.each([
    ['single', 1],
    ['per-zone', 3],
  ] as const)('has, with NAT "%s", %d gateways and a default route for each private subnet', (nat, gateways) => {
    const { plan, made } = networkOf({ toDatadog: { nat } });
    expect(all(plan, 'aws_nat_gateway')).toHaveLength(gateways);
    expect(all(plan, 'aws_route').filter(({ nat_gateway_id }) => nat_gateway_id !== undefined)).toHaveLength(
      network.zones.length,
    );
    expect(made.parts.filter(({ kind }) => kind === 'nat')).toHaveLength(gateways);
  });

  it('has endpoints for exactly the services that are called, in every private subnet, with private DNS', () => {
    const { plan } = networkOf({ toDatadog: { nat: 'single' } });
    expect(
      all(plan, 'aws_vpc_endpoint')
        .map(({ service_name }) => service_name)
        .sort(),
    ).toEqual(['com.amazonaws.us-east-1.bedrock-runtime', 'com.amazonaws.us-east-1.secretsmanager']);
    for (const endpoint of all(plan, 'aws_vpc_endpoint')) {
      expect(endpoint).toMatchObject({ vpc_endpoint_type: 'Interface', private_dns_enabled: true });
      expect(endpoint['subnet_ids']).toHaveLength(network.zones.length);
      const [statement, ...more] = statements(endpoint['policy']);
      expect(more).toEqual([]);
      expect(statement?.Principal).toEqual({ AWS: 'arn:aws:iam::222222222222:root' });
      expect([statement?.Action, statement?.Resource].flat().some((text) => text?.includes('*'))).toBe(false);
    }
  });

  it('reaches Datadog services of another region across regions', () => {
    const there = 'com.amazonaws.vpce.ap-northeast-1.vpce-svc-00000000000000000';
    const here = 'com.amazonaws.vpce.us-east-1.vpce-svc-00000000000000000';
    const { plan } = networkOf({ toDatadog: { privateLink: { logs: there, metrics: here, traces: here, api: here } } });
    const regions = all(plan, 'aws_vpc_endpoint').flatMap(({ service_name, service_region }) =>
      service_region === undefined ? [] : [[service_name, service_region]],
    );
    expect(regions).toEqual([[there, 'ap-northeast-1']]);
  });

  it('lets nothing in to functions, and to endpoints only functions', () => {
    const { plan } = networkOf();
    const ingress = only(plan, 'aws_vpc_security_group_ingress_rule');
    expect(ingress).toMatchObject({ from_port: 443, to_port: 443, ip_protocol: 'tcp' });
    expect(ingress['security_group_id']).toContain('endpoints');
    expect(ingress['referenced_security_group_id']).toContain('functions');
    expect(only(plan, 'aws_default_security_group')).not.toHaveProperty('ingress');
    expect(only(plan, 'aws_default_security_group')).not.toHaveProperty('egress');
  });

  it('lets functions out to endpoints, and to the internet only where there is NAT', () => {
    const waysOut = (plan: Plan) =>
      all(plan, 'aws_vpc_security_group_egress_rule').map((rule) => {
        expect(rule).toMatchObject({ from_port: 443, to_port: 443, ip_protocol: 'tcp' });
        expect(rule['security_group_id']).toContain('functions');
        return rule['cidr_ipv4'] ?? rule['prefix_list_id'] ?? rule['referenced_security_group_id'];
      });
    expect(waysOut(networkOf(onlyPrivateLink).plan)).toEqual([expect.stringContaining('endpoints')]);
    expect(waysOut(networkOf({ toDatadog: { nat: 'single' } }).plan)).toEqual([
      expect.stringContaining('endpoints'),
      '0.0.0.0/0',
    ]);
  });

  it('reaches S3 by a gateway endpoint, from every private subnet, when the code calls it', () => {
    const { plan, made } = networkOf(onlyPrivateLink, [...endpoints, bucket]);
    const gateways = all(plan, 'aws_vpc_endpoint').filter(({ service_name }) => String(service_name).endsWith('.s3'));
    expect(gateways).toEqual([expect.objectContaining({ vpc_endpoint_type: 'Gateway' })]);
    expect(all(plan, 'aws_vpc_endpoint')).toHaveLength(endpoints.length + 1 + 4);
    expect(gateways[0]?.['route_table_ids']).toHaveLength(network.zones.length);
    expect(gateways[0]).not.toHaveProperty('subnet_ids');
    expect(made.parts.find(({ id }) => id === 'endpoint-s3')).toMatchObject({ carries: 'model', service: 's3' });
    expect(
      all(plan, 'aws_vpc_security_group_egress_rule').filter(({ prefix_list_id }) => prefix_list_id !== undefined),
    ).toHaveLength(1);
    // the addresses of S3 lie outside: no route leads to others, but the ACL must let these through
    expect(all(plan, 'aws_route')).toEqual([]);
    expect(
      all(plan, 'aws_network_acl_rule').filter(
        ({ cidr_block, egress }) => egress === true && cidr_block === '0.0.0.0/0',
      ),
    ).toHaveLength(1);
  });

  it('lets only its own account through a gateway endpoint', () => {
    const { plan } = networkOf(onlyPrivateLink, [bucket]);
    const gateway = all(plan, 'aws_vpc_endpoint').find(({ vpc_endpoint_type }) => vpc_endpoint_type === 'Gateway');
    expect(statements(gateway?.['policy'])).toEqual([
      expect.objectContaining({
        Principal: '*',
        Condition: { StringEquals: { 'aws:PrincipalAccount': '222222222222' } },
        Action: bucket.actions,
        Resource: bucket.resources,
      }),
    ]);
  });

  it('has no gateway endpoint that nobody asked for', () => {
    const { plan } = networkOf();
    expect(all(plan, 'aws_vpc_endpoint').every(({ vpc_endpoint_type }) => vpc_endpoint_type === 'Interface')).toBe(
      true,
    );
  });

  it('opens no remote administration port to the world in any network ACL', () => {
    const { plan } = networkOf({ toDatadog: { nat: 'per-zone' } });
    const open = all(plan, 'aws_network_acl_rule').filter(
      ({ egress, cidr_block }) => egress === false && cidr_block === '0.0.0.0/0',
    );
    expect(open).not.toEqual([]);
    for (const { from_port, to_port } of open) {
      for (const port of [22, 3_389]) expect(Number(from_port) <= port && port <= Number(to_port)).toBe(false);
    }
  });

  it('gives each rule of an ACL a number of its own', () => {
    const { plan } = networkOf({ toDatadog: { nat: 'per-zone' } });
    const numbers = all(plan, 'aws_network_acl_rule').map(
      ({ network_acl_id, rule_number }) => `${network_acl_id} ${rule_number}`,
    );
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it('logs every flow into a group that expires, and protects the VPC in production', () => {
    const { plan } = networkOf();
    expect(only(plan, 'aws_flow_log')).toMatchObject({ traffic_type: 'ALL', log_destination_type: 'cloud-watch-logs' });
    expect(only(plan, 'aws_cloudwatch_log_group')).toMatchObject({ retention_in_days: 365 });
    expect(only(plan, 'aws_vpc')['lifecycle']).toEqual({ prevent_destroy: true });
  });
});
