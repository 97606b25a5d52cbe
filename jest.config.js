/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  // jest leaves one core free, which on two is half of the machine
  maxWorkers: '100%',
  // a hang is found all the same; a busy machine is no failure
  testTimeout: 60_000,
  // strips types only; `npm run types` checks them, once
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  testSequencer: '<rootDir>/__tests__/longest-first.js',
  globalSetup: '<rootDir>/__tests__/global-setup.js',
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/cdktf.out/'],
};
