import { App, type TerraformStack } from 'cdktf';
import pc from 'picocolors';
import { type CheckResult, validationMessages } from './checks/checks';
import { ProblemsError } from './problems';
import { renderFindings } from './report/render-findings';

/** A stack that knows what the checks say of its plan. */
export type Judged = TerraformStack & { checked(): CheckResult };

const isJudged = (construct: object): construct is Judged => 'checked' in construct;

/**
 * Lets a synth refuse a plan with findings: each stack's validation speaks for all stacks of the program, so that the first
 * one refuses before anything is written.
 */
export function refuseWithFindings(stack: Judged): void {
  stack.node.addValidation({
    validate: () =>
      App.of(stack).node.children.flatMap((child) => (isJudged(child) ? validationMessages(child.checked()) : [])),
  });
}

/**
 * Refuses the findings of all stacks, for people: what is said of several places is said once.
 *
 * @throws ProblemsError when there is a finding.
 */
export function refuseFindings(stacks: readonly Judged[]): void {
  const judged = stacks.map((stack) => ({ name: stack.node.id, ...stack.checked() }));
  if (judged.every(({ findings }) => findings.length === 0)) return;
  const { isTTY, columns = 100 } = process.stderr;
  const lines = renderFindings(judged, {
    colors: pc.createColors(isTTY && !process.env['NO_COLOR']),
    width: columns,
    all: true,
  });
  throw new ProblemsError(lines.join('\n'), []);
}
