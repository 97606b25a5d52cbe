import { MODES } from '../../handlers/contract/modes';
import { FAULT_HEADER, FAULTS } from './faults';

export interface Options {
  readonly port: number;
}

const DEFAULT_PORT = 8080;

/** Faults, one a line. */
export const faultLines = (): string[] =>
  Object.entries(FAULTS).map(([name, { meaning }]) => `${name.padEnd(14)} ${meaning}`);

export const usage = (): string => `usage: npm run dev -- [options]

Serves the bundled handlers on localhost as API Gateway, Lambda and Bedrock would, without an account. Code under
handlers/ is bundled anew when it changes; routes and request models of the gateway are those of the start. Ctrl-C ends
everything.

  --port N   port on 127.0.0.1, default ${DEFAULT_PORT}; 0: any free one
  --help     this text

The mode of the service (${MODES.join(', ')}) is changed by: curl -X PUT -d economy http://127.0.0.1:${DEFAULT_PORT}/dev/mode

The header ${FAULT_HEADER} makes something go wrong in one request:

  ${faultLines().join('\n  ')}
`;

/** The options, or what is wrong with them, or that help is asked for. */
export function optionsOf(args: readonly string[]): Options | { readonly problem: string } | 'help' {
  if (args.includes('--help') || args.includes('-h')) return 'help';
  let port = DEFAULT_PORT;
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    const [name, inline] = arg.split(/=(.*)/s);
    if (name !== '--port') return { problem: `there is no option "${arg}"` };
    const value = inline ?? args[++index] ?? '';
    port = Number(value);
    if (!/^\d+$/.test(value) || port > 65_535) {
      return { problem: `--port needs a number from 0 to 65535, got "${value}"` };
    }
  }
  return { port };
}
