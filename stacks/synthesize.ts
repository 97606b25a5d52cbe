import { App, type TerraformStack } from 'cdktf';
import { HCL } from './json-text';
import { refuseFindings } from './problems';

type Stack = TerraformStack & { refusals(): string[] };

/**
 * Makes the stacks and writes their Terraform to cdktf.out: as JSON, or as HCL where the cdktf CLI asks for it
 * (`cdktf synth --hcl`, which sets SYNTH_HCL_OUTPUT).
 *
 * @throws ProblemsError that lists the findings of all stacks, before anything is written.
 */
export function synthesize<S extends Stack>(make: (app: App) => S[]): S[] {
  // stack traces would put paths of this machine into the plan
  const app = new App({ stackTraces: false });
  const stacks = make(app);
  refuseFindings(stacks);
  if (!app.hclOutput) {
    app.synth();
    return stacks;
  }
  // the checks have read the JSON; HCL needs other text for what holds references, so the stacks are made once more
  console.error(
    'HCL: left out "required_version >= 1.11", which cdktf cannot write as HCL; use Terraform 1.11 or later.',
  );
  const hcl = new App({ stackTraces: false, skipValidation: true, context: { [HCL]: true } });
  const made = make(hcl);
  hcl.synth();
  return made;
}
