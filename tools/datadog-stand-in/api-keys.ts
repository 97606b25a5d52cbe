import { randomBytes } from 'node:crypto';

export interface StandInKey {
  readonly id: string;
  readonly name: string;
  readonly value: string;
}

/** The API keys of a Datadog organisation. */
export class StandInKeys {
  /** Who may manage them. */
  applicationKey = '';
  /** Whether the organisation shows the value of a key only when it is made. */
  showsOnce = false;
  /** Calls to validate after which a new key is known. */
  unknownFor = 0;
  readonly #keys = new Map<string, StandInKey>();
  readonly #unknown = new Map<string, number>();

  clear(): void {
    this.#keys.clear();
    this.#unknown.clear();
    this.showsOnce = false;
    this.unknownFor = 0;
  }

  all(): StandInKey[] {
    return [...this.#keys.values()];
  }

  /** Whether a value is that of a key that has not been revoked. */
  knows(value: string): boolean {
    return this.all().some((key) => key.value === value);
  }

  at(id: string): StandInKey | undefined {
    return this.#keys.get(id);
  }

  create(name: string, value = randomBytes(16).toString('hex')): StandInKey {
    const made = { id: randomBytes(8).toString('hex'), name, value };
    this.#keys.set(made.id, made);
    this.#unknown.set(value, this.unknownFor);
    return made;
  }

  revoke(id: string): boolean {
    return this.#keys.delete(id);
  }

  validate(value: string): boolean {
    const left = this.#unknown.get(value) ?? 0;
    this.#unknown.set(value, left - 1);
    return left <= 0 && this.knows(value);
  }
}
