const { execFileSync } = require('node:child_process');

/** Bundles the handlers once for all tests: they are tested as they are deployed. */
module.exports = () => {
  execFileSync(process.execPath, ['tools/run.mjs', 'tools/bundle.ts', '--quiet'], { stdio: 'inherit' });
};
