import type { Construct } from 'constructs';

/** Context key that says HCL is being made. */
export const HCL = 'hcl';

/**
 * A text that may hold both quotes and references. Plain in JSON; in HCL with its quotes escaped, which cdktf does only for
 * texts without a reference, and not twice.
 */
export const quotedText = (scope: Construct, text: string): string =>
  scope.node.tryGetContext(HCL) === true ? text.replaceAll('\\', '\\\\').replaceAll('"', '\\"') : text;

/** JSON as the text of an argument, so that reviewers and checks can read it. */
export const jsonText = (scope: Construct, value: unknown): string => quotedText(scope, JSON.stringify(value));
