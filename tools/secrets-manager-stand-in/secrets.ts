/** One version of a secret. */
interface Version {
  readonly createdMs: number;
  readonly value?: string;
}

/** What the real service answers with 400 and this name. */
export class SecretsManagerError extends Error {
  constructor(
    override readonly name:
      | 'ResourceNotFoundException'
      | 'ResourceExistsException'
      | 'InvalidParameterException'
      | 'InvalidRequestException',
    message: string,
  ) {
    super(message);
  }
}

export interface SecretVersion {
  readonly id: string;
  readonly value: string;
  readonly createdMs: number;
}

/**
 * A secret as Secrets Manager keeps it: versions, and labels each of which is on one version at most.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html#term_version
 */
export class StandInSecret {
  rotationEnabled = true;
  readonly #versions = new Map<string, Version>();
  readonly #labels = new Map<string, string>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Labels by version, of those that have any. */
  stages(): Record<string, string[]> {
    const found: Record<string, string[]> = {};
    for (const [label, version] of this.#labels) found[version] = [...(found[version] ?? []), label];
    return found;
  }

  versionAt(label: string): string | undefined {
    return this.#labels.get(label);
  }

  valueAt(label: string): string | undefined {
    return this.#versions.get(this.#labels.get(label) ?? '')?.value;
  }

  read({ id, label = 'AWSCURRENT' }: { readonly id?: string; readonly label?: string }): SecretVersion {
    const wanted = id ?? this.#labels.get(label);
    const version = this.#versions.get(wanted ?? '');
    if (wanted === undefined || version?.value === undefined) {
      throw new SecretsManagerError('ResourceNotFoundException', "can't find the specified secret value");
    }
    return { id: wanted, value: version.value, createdMs: version.createdMs };
  }

  put(id: string, value: string, labels: readonly string[] = ['AWSCURRENT']): void {
    const there = this.#versions.get(id)?.value;
    if (there !== undefined && there !== value) {
      throw new SecretsManagerError('ResourceExistsException', 'the version has another value');
    }
    this.#versions.set(id, { createdMs: this.#versions.get(id)?.createdMs ?? this.#now(), value });
    for (const label of labels) this.#move(label, id);
  }

  updateStage(label: string, to: string | undefined, from: string | undefined): void {
    const at = this.#labels.get(label);
    if (to === undefined) {
      if (label === 'AWSCURRENT') throw new SecretsManagerError('InvalidParameterException', 'it can only be moved');
      if (at !== from) throw new SecretsManagerError('InvalidParameterException', 'the label is not on that version');
      this.#labels.delete(label);
      return;
    }
    if (!this.#versions.has(to)) throw new SecretsManagerError('ResourceNotFoundException', 'no such version');
    if (at !== undefined && at !== to && at !== from) {
      throw new SecretsManagerError('InvalidParameterException', 'the label is on another version');
    }
    this.#move(label, to);
  }

  /** What Secrets Manager does before it calls the first step. */
  startRotation(id: string): void {
    const pending = this.#labels.get('AWSPENDING');
    if (pending !== undefined && pending !== id && pending !== this.#labels.get('AWSCURRENT')) {
      throw new SecretsManagerError('InvalidRequestException', 'a previous rotation is still in progress');
    }
    if (!this.#versions.has(id)) this.#versions.set(id, { createdMs: this.#now() });
    this.#labels.set('AWSPENDING', id);
  }

  #move(label: string, to: string): void {
    const from = this.#labels.get(label);
    this.#labels.set(label, to);
    if (label === 'AWSCURRENT' && from !== undefined && from !== to) this.#labels.set('AWSPREVIOUS', from);
  }
}
