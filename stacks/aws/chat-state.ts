import { Construct } from 'constructs';
import { USAGE_TABLE } from '../../handlers/contract/limits';
import type { ServiceConfig } from '../config/schema';
import type { RoleGrant } from './service-role';
import { Table, unitsFor } from './table';

export interface ChatStateProps {
  readonly config: ServiceConfig;
  readonly kmsKeyArn: string;
}

/** An ordinary answer with what is kept beside it. */
const ANSWER_KB = 8;

/** What the chat function remembers from one request to the next: a table for each purpose that the config asks for. */
export class ChatState extends Construct {
  readonly tables: readonly Table[];
  readonly grants: readonly RoleGrant[];

  constructor(scope: Construct, id: string, { config, kmsKeyArn }: ChatStateProps) {
    super(scope, id);

    const answers =
      config.responseCache &&
      new Table(this, 'answers', {
        config,
        table: 'answers',
        kmsKeyArn,
        units: unitsFor(config, { reads: 1, writes: 1, itemKb: ANSWER_KB }),
        // a backup would keep answers beyond the time for which they may be kept
        recoverable: false,
        actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
      });

    const usage =
      config.limits &&
      new Table(this, 'usage', {
        config,
        table: USAGE_TABLE,
        kmsKeyArn,
        // one write before a call to a model and one after it; a refusal reads why
        units: unitsFor(config, { reads: 1, writes: 2, itemKb: 1 }),
        // what is lost is what was counted since midnight
        recoverable: false,
        actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
      });

    const kept = [
      ...(answers === undefined
        ? []
        : [
            {
              table: answers,
              sid: 'RememberAnswers',
              why: 'chat answers the same question from the table, and keeps new answers there',
            },
          ]),
      ...(usage === undefined
        ? []
        : [
            {
              table: usage,
              sid: 'CountUse',
              why: 'chat counts what each tenant uses in a day, and holds it to its limit',
            },
          ]),
    ];
    this.tables = kept.map(({ table }) => table);
    this.grants = kept.flatMap(({ table, sid, why }) => table.grants({ sid, actions: table.actions, why }));
  }
}
