import { type AwsEndpoint, endpointStatements, servicesOf } from '../../../stacks/aws/network-endpoints';

const need = (given: Partial<AwsEndpoint>): AwsEndpoint => ({
  service: 's3',
  actions: ['s3:GetObject'],
  resources: ['arn:aws:s3:::one/*'],
  carries: 'work',
  scope: ['functionname:one'],
  ...given,
});

describe('servicesOf', () => {
  it('makes one endpoint of a service that several need, and names all of them', () => {
    const services = servicesOf([
      need({}),
      need({ service: 'sqs' }),
      need({ carries: 'telemetry', scope: ['functionname:one', 'functionname:two'] }),
    ]);
    expect(services.map(({ service, carries, scope }) => ({ service, carries, scope }))).toEqual([
      { service: 's3', carries: 'work', scope: ['functionname:one', 'functionname:two'] },
      { service: 'sqs', carries: 'work', scope: ['functionname:one'] },
    ]);
  });

  it('opens to none what another needs', () => {
    const [s3] = servicesOf([need({}), need({ actions: ['s3:PutObject'], resources: ['arn:aws:s3:::two/*'] })]);
    expect(s3 && endpointStatements(s3)).toEqual([
      { Sid: 'WhatTheCodeCalls1', Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::one/*'] },
      { Sid: 'WhatTheCodeCalls2', Effect: 'Allow', Action: ['s3:PutObject'], Resource: ['arn:aws:s3:::two/*'] },
    ]);
  });
});
