import { DynamodbTable } from '@cdktf/provider-aws/lib/dynamodb-table';
import { Construct } from 'constructs';
import { TABLE_CALL } from '../../handlers/contract/deadlines';
import type { ServiceConfig } from '../config/schema';
import { nameOf } from '../names';
import type { TablePart } from '../parts';
import { addressOf } from './address';
import type { AwsEndpoint } from './network-endpoints';
import type { RoleGrant } from './service-role';

/** What code does with items, by their keys: whole tables are never read. */
export type TableAction =
  | 'dynamodb:GetItem'
  | 'dynamodb:PutItem'
  | 'dynamodb:UpdateItem'
  | 'dynamodb:DeleteItem'
  | 'dynamodb:Query';

export interface TableProps {
  readonly config: ServiceConfig;
  /** Last part of the physical name, and the `table` tag of our own metrics: `answers`. */
  readonly table: string;
  readonly kmsKeyArn: string;
  /** Name of the sort key, a string like the partition key `pk`. Default: none. */
  readonly sortKey?: string;
  /** What the table takes in a second at most: the ceiling of what it can cost. See `unitsFor`. */
  readonly units: TableUnits;
  /** Whether it can be brought back as it was at any second of the last 35 days. Then what has expired lives on for so long. */
  readonly recoverable: boolean;
  /** How long callers wait for an answer, and what they do without. Default: as chat, which gives up early and goes on. */
  readonly callers?: Pick<TablePart, 'deadlineMs' | 'unanswered'>;
  /** All that the code does with it; whoever does some of it asks for a `grant`. */
  readonly actions: readonly TableAction[];
}

/** Request units a second: one reads up to 4 KB, one writes up to 1 KB. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html */
export interface TableUnits {
  readonly read: number;
  readonly write: number;
}

/** What chat does. */
const CHAT = { deadlineMs: TABLE_CALL.deadlineMs, unanswered: 'go-on' } as const;

/** Attribute by which DynamoDB lets items expire: seconds since 1970. */
const EXPIRES_AT = 'expiresAt';

/**
 * A DynamoDB table: paid by the request up to a ceiling, under a customer key, its items expiring by `expiresAt`.
 * Partition key `pk`.
 */
export class Table extends Construct {
  readonly name: string;
  readonly part: TablePart;
  readonly actions: readonly TableAction[];
  readonly arn: string;
  readonly #kmsKeyArn: string;
  readonly #where: ServiceConfig['aws'];

  constructor(
    scope: Construct,
    id: string,
    { config, table, kmsKeyArn, sortKey, units, recoverable, actions, callers = CHAT }: TableProps,
  ) {
    super(scope, id);

    const name = nameOf(config, table, 255);
    const made = new DynamodbTable(this, 'Default', {
      name,
      billingMode: 'PAY_PER_REQUEST',
      onDemandThroughput: { maxReadRequestUnits: units.read, maxWriteRequestUnits: units.write },
      hashKey: 'pk',
      ...(sortKey === undefined ? {} : { rangeKey: sortKey }),
      attribute: ['pk', ...(sortKey === undefined ? [] : [sortKey])].map((key) => ({ name: key, type: 'S' })),
      ttl: { attributeName: EXPIRES_AT, enabled: true },
      serverSideEncryption: { enabled: true, kmsKeyArn },
      pointInTimeRecovery: { enabled: recoverable },
      deletionProtectionEnabled: config.protectFromDestroy,
      ...(config.protectFromDestroy ? { lifecycle: { preventDestroy: true } } : {}),
    });

    this.name = name;
    this.arn = made.arn;
    this.actions = actions;
    this.#kmsKeyArn = kmsKeyArn;
    this.#where = config.aws;
    this.part = {
      kind: 'table',
      id: `table-${table}`,
      name,
      addresses: [addressOf(made)],
      // by its name Datadog knows it from CloudWatch, by the other our own metrics tell of it
      scope: [`tablename:${name}`, `table:${table}`],
      table,
      units,
      ...callers,
    };
  }

  /**
   * What a role needs for some of the actions.
   *
   * @param sid First part of the statement ids: letters and digits, one for each table and role.
   * @throws Error when the table was not made for one of them: the endpoint's policy would not let it through.
   */
  grants({ sid, actions, why }: { sid: string; actions: readonly TableAction[]; why: string }): RoleGrant[] {
    const strange = actions.find((action) => !this.actions.includes(action));
    if (strange !== undefined)
      throw new Error(`${strange} is not among the actions of the table ${this.name}: add it to them`);
    const { region, accountId } = this.#where;
    return [
      { sid, actions, resources: [this.arn], why },
      {
        sid: `${sid}Key`,
        actions: ['kms:Decrypt'],
        resources: [this.#kmsKeyArn],
        // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html#dynamodb-encryption-context
        conditions: {
          StringEquals: {
            'kms:ViaService': `dynamodb.${region}.amazonaws.com`,
            'kms:EncryptionContext:aws:dynamodb:tableName': this.name,
            'kms:EncryptionContext:aws:dynamodb:subscriberId': accountId,
          },
        },
        why: `DynamoDB opens the table ${this.part.table} with its key as the caller`,
      },
    ];
  }
}

/** The one way to all tables. Nothing where there are none. */
export const tablesEndpoint = (tables: readonly Table[]): AwsEndpoint[] =>
  tables.length === 0
    ? []
    : [
        {
          service: 'dynamodb',
          actions: [...new Set(tables.flatMap(({ actions }) => actions))].sort(),
          resources: tables.map(({ arn }) => arn),
          carries: 'tables',
          scope: tables.map(({ part }) => `table:${part.table}`),
        },
      ];

/** Prompts that one place of the worker of batches answers in a second, at its fastest. */
export const PROMPTS_A_SECOND = 1;

/** KB that one request unit reads, and writes. */
const READ_KB = 4;
const WRITE_KB = 1;

/**
 * What a table needs when every request that the stage lets through works with it.
 *
 * @param perRequest Items that one request reads and writes, and how large one is in an ordinary case, in KB.
 */
export function unitsFor(
  { api }: Pick<ServiceConfig, 'api'>,
  { reads, writes, itemKb }: { readonly reads: number; readonly writes: number; readonly itemKb: number },
): TableUnits {
  const { ratePerSecond } = api.throttle;
  return {
    read: ratePerSecond * reads * Math.ceil(itemKb / READ_KB),
    write: ratePerSecond * writes * Math.ceil(itemKb / WRITE_KB),
  };
}
