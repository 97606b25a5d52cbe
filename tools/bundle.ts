import { HANDLERS } from '../handlers/contract/routes';
import { ProblemsError } from '../stacks/problems';
import { type BundledHandler, bundleHandlers } from './bundle/bundle-handlers';

const HELP = `Bundles the handlers: npm run bundle -- [--quiet] [--out DIR]

  --quiet     print problems only
  --out DIR   where archives and manifest go (default dist/handlers)
`;

const args = process.argv.slice(2);
const out = args.includes('--out') ? args[args.indexOf('--out') + 1] : 'dist/handlers';

const line = ([name, { bytes, shippedBytes, zipBytes, sha256 }]: [string, BundledHandler]) =>
  `${name.padEnd(20)} ${kilobytes(bytes)} at start  ${kilobytes(shippedBytes)} in all  ${kilobytes(zipBytes)} zip  sha256 ${sha256.slice(0, 16)}`;
const kilobytes = (bytes: number) => `${(bytes / 1_000).toFixed(1).padStart(7)} kB`;

async function main(): Promise<void> {
  if (args.includes('--help') || out === undefined) {
    console.log(HELP);
    return;
  }
  try {
    const handlers = await bundleHandlers({ names: HANDLERS, out });
    if (!args.includes('--quiet')) console.log(Object.entries(handlers).map(line).join('\n'));
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

void main();
