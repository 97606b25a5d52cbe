import { App, type TerraformStack } from 'cdktf';

/** A stack that can say why its plan may not be used. */
interface Refusing {
  refusals(): string[];
}

const isRefusing = (construct: unknown): construct is Refusing =>
  typeof (construct as Partial<Refusing>).refusals === 'function';

/**
 * Lets a synth refuse a plan with findings: each stack's validation speaks for all stacks of the program, so that the first
 * one refuses before anything is written.
 */
export function refuseWithFindings(stack: TerraformStack & Refusing): void {
  stack.node.addValidation({
    validate: () => App.of(stack).node.children.flatMap((child) => (isRefusing(child) ? child.refusals() : [])),
  });
}
