import { Construct } from 'constructs';
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

    this.tables = answers === undefined ? [] : [answers];
    this.grants = this.tables.flatMap((table) =>
      table.grants({
        sid: 'RememberAnswers',
        actions: table.actions,
        why: 'chat answers the same question from the table, and keeps new answers there',
      }),
    );
  }
}
