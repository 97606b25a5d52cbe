import { Table, type TableProps, tablesEndpoint, unitsFor } from '../../../stacks/aws/table';
import { dev } from '../../../stacks/config/environments/dev';
import { prod } from '../../../stacks/config/environments/prod';
import { only, planOf } from '../synthesized';

const KEY = 'arn:aws:kms:us-east-1:222222222222:key/content';

function tableOf(given: Partial<TableProps> = {}) {
  const made: Table[] = [];
  const plan = planOf((stack) => {
    made.push(
      new Table(stack, 'jobs', {
        config: prod,
        table: 'jobs',
        kmsKeyArn: KEY,
        units: { read: 10, write: 20 },
        recoverable: true,
        actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
        ...given,
      }),
    );
  });
  const [table] = made;
  if (table === undefined) throw new Error('nothing was made');
  return { table, args: only(plan, 'aws_dynamodb_table') };
}

describe('Table', () => {
  it('is paid by the request up to a ceiling, under a customer key, and its items expire', () => {
    expect(tableOf().args).toMatchObject({
      name: 'llm-gateway-prod-jobs',
      billing_mode: 'PAY_PER_REQUEST',
      on_demand_throughput: { max_read_request_units: 10, max_write_request_units: 20 },
      hash_key: 'pk',
      attribute: [{ name: 'pk', type: 'S' }],
      ttl: { attribute_name: 'expiresAt', enabled: true },
      server_side_encryption: { enabled: true, kms_key_arn: KEY },
      point_in_time_recovery: { enabled: true },
    });
  });

  it('has a sort key where somebody asks for one', () => {
    expect(tableOf({ sortKey: 'day' }).args).toMatchObject({
      range_key: 'day',
      attribute: [
        { name: 'pk', type: 'S' },
        { name: 'day', type: 'S' },
      ],
    });
    expect(tableOf().args).not.toHaveProperty('range_key');
  });

  it('cannot be deleted, by Terraform or by hand, where the environment is protected', () => {
    expect(tableOf().args).toMatchObject({ deletion_protection_enabled: true, lifecycle: { prevent_destroy: true } });
    const { args } = tableOf({ config: dev });
    expect(args).toMatchObject({ deletion_protection_enabled: false });
    expect(args).not.toHaveProperty('lifecycle');
  });

  it('grants the actions that are asked for on itself, and its key for itself alone', () => {
    const { table } = tableOf();
    expect(table.grants({ sid: 'ReadJobs', actions: ['dynamodb:GetItem'], why: 'to read' })).toEqual([
      { sid: 'ReadJobs', actions: ['dynamodb:GetItem'], resources: [table.arn], why: 'to read' },
      expect.objectContaining({
        sid: 'ReadJobsKey',
        actions: ['kms:Decrypt'],
        resources: [KEY],
        conditions: {
          StringEquals: {
            'kms:ViaService': 'dynamodb.us-east-1.amazonaws.com',
            'kms:EncryptionContext:aws:dynamodb:tableName': 'llm-gateway-prod-jobs',
            'kms:EncryptionContext:aws:dynamodb:subscriberId': '222222222222',
          },
        },
      }),
    ]);
  });

  it('grants nothing that the endpoint would not let through', () => {
    const { table } = tableOf();
    const ask = () => table.grants({ sid: 'DropJobs', actions: ['dynamodb:DeleteItem'], why: 'to drop' });
    expect(ask).toThrow(/dynamodb:DeleteItem is not among the actions of the table llm-gateway-prod-jobs/);
  });
});

describe('tablesEndpoint', () => {
  it('lets through what is done with the tables, and to no other table', () => {
    const { table } = tableOf();
    expect(tablesEndpoint([table])).toEqual([
      {
        service: 'dynamodb',
        actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
        resources: [table.arn],
        carries: 'tables',
        scope: ['table:jobs'],
      },
    ]);
  });

  it('is none without tables', () => {
    expect(tablesEndpoint([])).toEqual([]);
  });
});

describe('unitsFor', () => {
  it('is enough for every request that the stage lets through', () => {
    const config = { api: { ...prod.api, throttle: { ratePerSecond: 50, burst: 100 } } };
    expect(unitsFor(config, { reads: 1, writes: 2, itemKb: 6 })).toEqual({ read: 100, write: 600 });
  });
});
