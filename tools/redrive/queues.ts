import type { ServiceConfig } from '../../stacks/config/schema';
import { deadLettersNameOf, queueNameOf } from '../../stacks/names';

/** Dead letters, and the queue that they came from. Names as AWS knows them. */
export interface Redrivable {
  /** What people call it. */
  readonly part: string;
  readonly queue: string;
  readonly deadLetters: string;
}

/** Where SQS can move dead letters back to: queues alone, not functions. */
export const redrivableIn = (config: ServiceConfig): Redrivable[] =>
  config.batch === undefined
    ? []
    : [{ part: 'batches', queue: queueNameOf(config, 'batches'), deadLetters: deadLettersNameOf(config, 'batches') }];
