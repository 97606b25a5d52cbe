import { Construct } from 'constructs';
import { TABLE_CALL } from '../../handlers/contract/deadlines';
import { USAGE_TABLE } from '../../handlers/contract/limits';
import type { ServiceConfig } from '../config/schema';
import type { RoleGrant } from './service-role';
import { PROMPTS_A_SECOND, Table, type TableUnits, unitsFor } from './table';

export interface ChatStateProps {
  readonly config: ServiceConfig;
  readonly kmsKeyArn: string;
}

/** An ordinary answer with what is kept beside it. */
const ANSWER_KB = 8;

/** Of chat one write before a call to a model and one after it; a refusal reads why. Of batches one write after each prompt. */
function usageUnits(config: ServiceConfig): TableUnits {
  const { read, write } = unitsFor(config, { reads: 1, writes: 2, itemKb: 1 });
  const { concurrency = 0, batchSize = 0 } = config.batch?.worker ?? {};
  return { read, write: write + concurrency * batchSize * PROMPTS_A_SECOND };
}

/** What the chat function remembers from one request to the next: a table for each purpose that the config asks for. */
export class ChatState extends Construct {
  readonly tables: readonly Table[];
  /** What counts the use of tenants, of batches too. Absent: there are no limits. */
  readonly usage: Table | undefined;
  readonly grants: readonly RoleGrant[];

  constructor(scope: Construct, id: string, { config, kmsKeyArn }: ChatStateProps) {
    super(scope, id);

    // a backup would keep answers beyond the time for which they may be kept; of the use of tenants, what is lost is what was
    // counted since midnight
    const common = { config, kmsKeyArn, recoverable: false } as const;
    const answers = config.responseCache && {
      sid: 'RememberAnswers',
      why: 'chat answers the same question from the table, and keeps new answers there',
      table: new Table(this, 'answers', {
        ...common,
        table: 'answers',
        units: unitsFor(config, { reads: 1, writes: 1, itemKb: ANSWER_KB }),
        actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
      }),
    };
    const replays = config.idempotency && {
      sid: 'RememberRequests',
      why: 'chat holds an idempotency key while it answers, keeps the answer under it, or lets go of it',
      table: new Table(this, 'replays', {
        ...common,
        table: 'replays',
        // to hold the key, and to keep the answer or let go
        units: unitsFor(config, { reads: 1, writes: 2, itemKb: ANSWER_KB }),
        actions: ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem'],
      }),
    };
    const usage = config.limits && {
      sid: 'CountUse',
      why: 'chat counts what each tenant uses in a day, and holds it to its limit',
      table: new Table(this, 'usage', {
        ...common,
        table: USAGE_TABLE,
        units: usageUnits(config),
        callers: {
          deadlineMs: TABLE_CALL.deadlineMs,
          unanswered: config.limits.whenUnavailable === 'closed' ? 'fail' : 'go-on',
        },
        actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
      }),
    };

    const kept = [answers, replays, usage].filter((one) => one !== undefined);
    this.usage = usage?.table;
    this.tables = kept.map(({ table }) => table);
    this.grants = kept.flatMap(({ table, sid, why }) => table.grants({ sid, actions: table.actions, why }));
  }
}
