import type { TerraformStack } from 'cdktf';
import { type CheckResult, runChecks } from './checks/checks';
import type { Waiver } from './config/sections';
import type { Tags } from './names';
import type { Grant, Part } from './parts';
import { resolved } from './resolved';
import type { Surroundings } from './surroundings';

interface ClaimingStack extends TerraformStack {
  readonly parts: readonly Part[];
  readonly grants: readonly Grant[];
}

/** What of its config a stack is held against. */
export interface Promised {
  readonly tags: Tags;
  readonly datadog: { readonly receivers: { readonly page: readonly string[]; readonly notify: readonly string[] } };
  readonly protectFromDestroy: boolean;
  readonly waivers: readonly Waiver[];
}

/** Holds every check against the JSON that a stack synthesizes to. */
export const checkStack = (
  stack: ClaimingStack,
  { tags, datadog, protectFromDestroy, waivers }: Promised,
  { articles, today }: Surroundings,
): CheckResult =>
  runChecks(
    {
      plan: stack.toTerraform(),
      parts: stack.parts,
      grants: resolved(stack, stack.grants),
      tags,
      receivers: datadog.receivers,
      articles,
      protectFromDestroy,
    },
    waivers,
    today,
  );
