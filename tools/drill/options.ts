import { FAULTS, type Fault } from './faults';
import { VOLUMES, type Volume } from './volumes';

export interface Options {
  readonly json: boolean;
  readonly faults: readonly Fault[];
  readonly volumes: readonly Volume[];
}

export const USAGE = `usage: npm run drill -- [--fault NAME] [--volume NAME] [--json]

Makes the metrics of production minute by minute, in an ordinary week and under ${FAULTS.length} faults, and runs every monitor and SLO
alert over them as it stands in the plan: what tells first, who is woken, after how long, how often. Needs no network.

  --fault NAME    one fault alone: ${FAULTS.slice(0, 3)
    .map(({ name }) => name)
    .join(', ')}, ...
  --volume NAME   one volume alone: ${VOLUMES.map(({ name }) => `"${name}"`).join(', ')}
  --json          the same as data, for programs

Exits with 1 when a monitor reads a metric that nobody simulates, 2 when called wrongly.
`;

/** The options, or what is wrong with them, or that help is asked for. */
export function optionsOf(args: readonly string[]): Options | { readonly problem: string } | 'help' {
  let options: Options = { json: false, faults: FAULTS, volumes: VOLUMES };
  for (let index = 0; index < args.length; index += 1) {
    const [name, inline] = (args[index] ?? '').split(/=(.*)/s);
    if (name === '--help' || name === '-h') return 'help';
    if (name === '--json') options = { ...options, json: true };
    else if (name === '--fault') {
      const wanted = inline ?? args[++index];
      const faults = FAULTS.filter((fault) => fault.name === wanted);
      if (faults.length === 0)
        return {
          problem: `there is no fault "${wanted ?? ''}"; there are: ${FAULTS.map((fault) => fault.name).join(', ')}`,
        };
      options = { ...options, faults };
    } else if (name === '--volume') {
      const wanted = inline ?? args[++index];
      const volumes = VOLUMES.filter((volume) => volume.name === wanted);
      if (volumes.length === 0)
        return {
          problem: `there is no volume "${wanted ?? ''}"; there are: ${VOLUMES.map((volume) => volume.name).join(', ')}`,
        };
      options = { ...options, volumes };
    } else return { problem: `there is no option "${args[index]}"` };
  }
  return options;
}
