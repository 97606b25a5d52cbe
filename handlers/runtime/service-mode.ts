import { MODE_LOOK_UP } from '../contract/modes';
import type { Log } from './logger';
import { type CurrentMode, currentMode } from './mode';
import { ssmParameter } from './parameter';
import type { Telemetry } from './telemetry';

/** The mode that an SSM parameter holds, looked up from now on, with its metric and its log line. */
export function serviceMode(
  name: string,
  { telemetry, log }: { readonly telemetry: Pick<Telemetry, 'count'>; readonly log: Log },
): CurrentMode {
  // one attempt: what fails is looked up again by itself, in a few seconds
  const parameter = ssmParameter(name, { attempts: 1, callMs: MODE_LOOK_UP.deadlineMs });
  return currentMode({
    ready: parameter.ready,
    read: async (signal) => (await parameter.read(signal)).text,
    onLookUp: (result, error) => {
      telemetry.count('modeLookUps', 1, { result });
      if (result !== 'ok')
        log('warn', 'the mode is not known anew', error instanceof Error ? { cause: error.name } : {});
    },
  });
}
