import type { ChatDependencies } from './dependencies';
import type { Exchange } from './exchange';
import type { Question } from './question';

/** Has the answer that a model is about to give kept, if it is one of those that are. What is old has had its turn. */
export function sample(
  question: Question,
  { requestId, facts, afterwards }: Exchange,
  { keepSample }: Pick<ChatDependencies, 'keepSample'>,
): void {
  if (keepSample === undefined) return;
  afterwards.add({ answered: (answer) => keepSample(requestId, question, answer, facts) });
}
