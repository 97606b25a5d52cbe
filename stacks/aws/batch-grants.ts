import type { ServiceConfig } from '../config/schema';
import { type BatchConfig, type BatchStore, jobArn } from './batch-store';
import type { ModeParameter } from './mode-parameter';
import type { RoleGrant } from './service-role';
import type { Table, TableAction } from './table';

export interface BatchGrantsInput {
  readonly config: ServiceConfig;
  readonly batch: BatchConfig;
  readonly store: BatchStore;
  readonly mode: Pick<ModeParameter, 'readGrants'>;
  /** Counts the use of tenants. Absent: there are no limits. */
  readonly usage?: Table | undefined;
  /** What calls to some models need, whole answers only. */
  readonly modelGrants: (aliases: readonly string[]) => readonly RoleGrant[];
}

/** What the function behind `/v1/batches` does. */
export const batchesGrants = ({ config, batch, store, mode, usage, modelGrants }: BatchGrantsInput): RoleGrant[] => [
  ...mode.readGrants,
  ...countGrants(usage, ['dynamodb:GetItem', 'dynamodb:UpdateItem'], 'a batch is held against the limit of its tenant'),
  ...store.table.grants({
    sid: 'KnowBatches',
    actions: store.table.actions,
    why: 'a batch is taken down, and told of',
  }),
  ...store.objectGrants(),
  ...store.queue.sendGrants({ sid: 'SendPrompts', why: 'each prompt goes to the worker by its number' }),
  ...(store.inferenceRole === undefined || batch.inference === undefined
    ? []
    : [
        {
          sid: 'StartJobs',
          actions: ['bedrock:CreateModelInvocationJob'],
          resources: [...resourcesOf(modelGrants(batch.inference.models)), jobArn(config)],
          why: 'a large batch goes to Bedrock as one job',
          wildcard: 'Bedrock gives jobs their ids; the models are named',
        },
        {
          sid: 'HandOverRole',
          actions: ['iam:PassRole'],
          resources: [store.inferenceRole.arn],
          conditions: { StringEquals: { 'iam:PassedToService': 'bedrock.amazonaws.com' } },
          why: 'Bedrock works on the job in this role',
        },
      ]),
];

/** What the worker does. */
export const workerGrants = ({ config, store, mode, usage, modelGrants }: BatchGrantsInput): RoleGrant[] => [
  ...mode.readGrants,
  ...countGrants(usage, ['dynamodb:UpdateItem'], 'what a prompt has used is counted for its tenant'),
  ...store.queue.receiveGrants({ sid: 'TakePrompts', why: 'Lambda takes messages out of the queue, as the function' }),
  ...store.table.grants({
    sid: 'RecordResults',
    actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
    why: 'a prompt is claimed, and its result counted once',
  }),
  ...store.objectGrants(),
  ...modelGrants(Object.keys(config.models)),
];

/** What takes the answers of a job does. */
export const completedGrants = ({ config, store, usage }: BatchGrantsInput): RoleGrant[] => [
  ...countGrants(usage, ['dynamodb:UpdateItem'], 'what the answers of a job have used is counted for its tenant'),
  {
    sid: 'LookAtJobs',
    actions: ['bedrock:GetModelInvocationJob'],
    resources: [jobArn(config)],
    why: 'an event says that a job has ended; what it was stands in the job',
    wildcard: 'Bedrock gives jobs their ids',
  },
  {
    sid: 'FindJobs',
    actions: ['bedrock:ListModelInvocationJobs'],
    resources: ['*'],
    why: 'events are best effort: on schedule it looks for jobs that have ended without one',
    wildcard: 'lists work on the whole account',
  },
  ...store.table.grants({
    sid: 'RecordAnswers',
    actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
    why: 'answers are counted once, and the batch is whole',
  }),
  ...store.objectGrants(),
  ...store.queue.sendGrants({ sid: 'SendRest', why: 'prompts that a job did not answer go to the worker' }),
];

const countGrants = (usage: Table | undefined, actions: readonly TableAction[], why: string): RoleGrant[] =>
  usage?.grants({ sid: 'CountUse', actions, why }) ?? [];

/** Models and profiles that grants open. */
const resourcesOf = (grants: readonly RoleGrant[]): string[] => [
  ...new Set(
    grants.filter(({ actions }) => actions.includes('bedrock:InvokeModel')).flatMap(({ resources }) => resources),
  ),
];
