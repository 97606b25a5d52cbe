import type { ServiceError } from '../runtime/service-error';
import type { Answer } from './answer';

/** What a step owes once the request is over. Neither ever throws. */
export interface Duty {
  readonly answered: (answer: Answer) => Promise<void> | undefined;
  /** Absent: a failed request leaves nothing to do. @param begun Whether words of the answer had gone out. */
  readonly failed?: (error: ServiceError, begun: boolean) => Promise<void> | undefined;
}

/**
 * What the steps of one request leave to be done after the caller has its answer, who need not wait for it. Lambda must: it
 * freezes what runs on after the function has returned.
 */
export interface Afterwards {
  add(duty: Duty): void;
  answered(answer: Answer): Promise<void>;
  failed(error: ServiceError, begun: boolean): Promise<void>;
}

export function afterwards(): Afterwards {
  const duties: Duty[] = [];
  return {
    add: (duty) => void duties.push(duty),
    answered: async (answer) => {
      await Promise.all(duties.map((duty) => duty.answered(answer)));
    },
    failed: async (error, begun) => {
      await Promise.all(duties.map((duty) => duty.failed?.(error, begun)));
    },
  };
}
