import type { Looked, Moved } from './redrive';

const messages = (count: number): string => `${count} ${count === 1 ? 'message' : 'messages'}`;

/** What lies where, and what would be done about it. */
export const lookedText = ({ queue, deadLetters, waiting, dead, moving }: Looked): string =>
  [
    `  ${deadLetters.padEnd(Math.max(deadLetters.length, queue.length))}  ${messages(dead)} that could not be worked on`,
    `  ${queue.padEnd(Math.max(deadLetters.length, queue.length))}  ${messages(waiting)} waiting or being worked on`,
    ...(moving ? ['  Somebody is moving dead letters back already: this follows it.'] : []),
    '',
  ].join('\n');

/** One line, the same length or longer each time. */
export const progressText = ({ moved, of }: Moved): string => `  ${moved} of about ${Math.max(moved, of)} moved`;

export const movedText = ({ status, moved, reason }: Moved, { queue, deadLetters }: Looked): string =>
  status === 'COMPLETED'
    ? `  ${messages(moved)} went back to ${queue}. What fails again comes back to ${deadLetters}.\n`
    : `  The move ended with ${status} after ${messages(moved)}${reason === undefined ? '' : `: ${reason}`}.\n`;
