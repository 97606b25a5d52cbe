import { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import type { CheckContext } from './checks/check';
import { type CheckResult, runChecks } from './checks/checks';
import { type Coverage, coverageOf } from './checks/coverage';
import { factsOf } from './checks/facts';
import type { Waiver } from './config/sections';
import { CATALOGUE } from './datadog/metric-catalogue';
import type { Tags } from './names';
import type { Grant, Part } from './parts';
import { refuseWithFindings } from './refusals';
import { resolved } from './resolved';
import type { Surroundings } from './surroundings';

/** What of its config a stack is held against. */
export interface Promised {
  readonly tags: Tags;
  readonly datadog: { readonly receivers: { readonly page: readonly string[]; readonly notify: readonly string[] } };
  readonly protectFromDestroy: boolean;
  readonly waivers: readonly Waiver[];
}

/** A stack whose synth refuses a plan with findings. It makes no resource itself; its two kinds say what they made. */
export abstract class CheckedStack extends TerraformStack {
  abstract readonly parts: readonly Part[];
  abstract readonly grants: readonly Grant[];
  readonly #promised: Promised;
  readonly #surroundings: Surroundings;
  #plan: object | undefined;
  #checked: CheckResult | undefined;

  constructor(scope: Construct, id: string, promised: Promised, surroundings: Surroundings) {
    super(scope, id);
    this.#promised = promised;
    this.#surroundings = surroundings;
    refuseWithFindings(this);
  }

  /**
   * Nothing: cdktf resolves everything once more here, to find references to other stacks, of which there are none. A check,
   * every-reference-exists, would find one.
   */
  override prepareStack(): void {}

  /** The plan, made once: resolving it is most of the work of a synth, and the checks need it before it is written. */
  override toTerraform(): object {
    const plan = this.#plan ?? (super.toTerraform() as object);
    this.#plan = plan;
    return plan;
  }

  /** What the checks say of the synthesized plan; computed once. */
  checked(): CheckResult {
    this.#checked ??= runChecks(this.context(), this.#promised.waivers, this.#surroundings.today);
    return this.#checked;
  }

  /** Every way in which its parts fail, and what shows it. */
  coverage(): Coverage[] {
    return coverageOf(factsOf(this.context()));
  }

  /** What checks are told of it. */
  context(): CheckContext {
    const { tags, datadog, protectFromDestroy } = this.#promised;
    return {
      plan: this.toTerraform(),
      parts: this.parts,
      grants: resolved(this, this.grants),
      tags,
      receivers: datadog.receivers,
      articles: this.#surroundings.articles,
      protectFromDestroy,
      metrics: CATALOGUE,
    };
  }
}
