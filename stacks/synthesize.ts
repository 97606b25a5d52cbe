import { App } from 'cdktf';
import { HCL } from './json-text';
import { withQuickResolving } from './quick-resolving';
import { type Judged, refuseFindings } from './refusals';

/**
 * Makes the stacks and writes their Terraform to cdktf.out: as JSON, or as HCL where the cdktf CLI asks for it
 * (`cdktf synth --hcl`, which sets SYNTH_HCL_OUTPUT).
 *
 * @throws ProblemsError that lists the findings of all stacks, before anything is written.
 */
export function synthesize<S extends Judged>(make: (app: App) => S[]): S[] {
  return quickly(() => planned(make));
}

/** A stack in memory alone: nothing is judged, and nothing written. */
export const unwritten = <S>(make: (app: App) => S): S => quickly(() => make(new App({ stackTraces: false })));

/** Runs with a cdktf that leaves out what takes long and changes nothing. */
export const quickly = <T>(run: () => T): T => withoutTokenTraces(() => withQuickResolving(run));

function planned<S extends Judged>(make: (app: App) => S[]): S[] {
  // stack traces would put paths of this machine into the plan
  const app = new App({ stackTraces: false });
  const stacks = make(app);
  if (app.hclOutput) {
    // the checks read JSON; HCL needs other text for what holds references, so the stacks are made once more
    refuseFindings(stacks);
    return asHcl(make);
  }
  try {
    app.synth();
  } catch (error) {
    // cdktf's message names the first stack only
    refuseFindings(stacks);
    throw error;
  }
  return stacks;
}

function asHcl<S extends Judged>(make: (app: App) => S[]): S[] {
  console.error(
    'HCL: left out "required_version >= 1.11", which cdktf cannot write as HCL; use Terraform 1.11 or later.',
  );
  const app = new App({ stackTraces: false, skipValidation: true, context: { [HCL]: true } });
  const stacks = make(app);
  app.synth();
  return stacks;
}

/** cdktf records for each of its thousands of tokens where it was made, which takes a fifth of a synth and is never shown. */
function withoutTokenTraces<T>(run: () => T): T {
  const { captureStackTrace } = Error;
  Error.captureStackTrace = () => undefined;
  try {
    return run();
  } finally {
    Error.captureStackTrace = captureStackTrace;
  }
}
