import { bedrockStandIn } from './bedrock-stand-in/server';

const HELP = `A Bedrock Runtime on localhost: node tools/run.mjs tools/bedrock-stand-in.ts [--port N]

It speaks the wire protocol of Converse and ConverseStream; the AWS SDK talks to it under AWS_ENDPOINT_URL_BEDROCK_RUNTIME.
What the next requests get is posted to /script, in order (kinds and options: tools/bedrock-stand-in/faults.ts):

  curl -d '[{"kind":"exception","name":"ThrottlingException"},{"kind":"hang"}]' localhost:8787/script

  --port N   where it listens (default 8787; 0: any free one)
`;
const DEFAULT_PORT = 8787;

async function main(args: readonly string[]): Promise<void> {
  const port = args.includes('--port') ? Number(args[args.indexOf('--port') + 1]) : DEFAULT_PORT;
  if (args.includes('--help')) {
    console.log(HELP);
    return;
  }
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    console.error(`--port must be a whole number from 0 to 65535\n\n${HELP}`);
    process.exitCode = 2;
    return;
  }
  try {
    const { url } = await bedrockStandIn(port);
    console.log(`AWS_ENDPOINT_URL_BEDROCK_RUNTIME=${url}`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    console.error(`port ${port} is in use; choose another with --port`);
    process.exitCode = 1;
  }
}

void main(process.argv.slice(2));
