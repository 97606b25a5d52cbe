const Sequencer = require('@jest/test-sequencer').default;

/** Files that take longest, so that no core waits at the end for one that began last. jest knows only how long they are. */
const LONGEST = [
  'tools/deterministic',
  'tools/dev',
  'handlers/batch-worker',
  'handlers/memory-faults',
  'handlers/privacy',
  'handlers/batch-limits',
  'handlers/rotation/rotation-faults',
  'handlers/batch-completed',
  'architecture',
  'tools/run',
];

module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const index = LONGEST.findIndex((name) => path.endsWith(`__tests__/${name}.test.ts`));
      return index === -1 ? LONGEST.length : index;
    };
    // what failed last comes first in jest's own order, which holds among the rest
    return super.sort(tests).sort((a, b) => rank(a) - rank(b));
  }
};
