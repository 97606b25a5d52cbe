import { Fn } from 'cdktf';
import type { Construct } from 'constructs';

/** Context key that says HCL is being made: set by `main.ts` from what the cdktf CLI asks for. */
export const HCL = 'hcl';

/**
 * JSON as the text of an argument: plain, so that reviewers and checks can read it. In HCL by Terraform's own
 * `jsonencode`, because cdktf does not escape the quotes of a text that holds a reference.
 */
export const jsonText = (scope: Construct, value: unknown): string =>
  scope.node.tryGetContext(HCL) === true ? Fn.jsonencode(value) : JSON.stringify(value);
