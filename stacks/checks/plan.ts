/** Arguments of a resource, as in the JSON. */
export type Args = Readonly<Record<string, unknown>>;

/** The synthesized Terraform JSON, as far as checks read it. */
export interface Synthesized {
  readonly provider?: Readonly<Record<string, readonly Args[]>>;
  /** Type -> logical id -> arguments. */
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Args>>>>;
  readonly variable?: Readonly<Record<string, Args>>;
  readonly output?: Readonly<Record<string, Args>>;
  readonly terraform?: Args;
}

export interface Resource {
  readonly type: string;
  /** `aws_sqs_queue.jobs_queue_1C1A0084` */
  readonly address: string;
  readonly args: Args;
}

/** The JSON, indexed. */
export interface Plan {
  readonly json: Synthesized;
  readonly resources: readonly Resource[];
  /** All of a type, none if there are none. */
  readonly ofType: (type: string) => readonly Resource[];
  readonly at: (address: string) => Resource | undefined;
  /** What the references inside a value lead to in this plan. */
  readonly targets: (value: unknown) => Resource[];
}

export function readPlan(json: Synthesized): Plan {
  const byType = new Map<string, readonly Resource[]>();
  const byAddress = new Map<string, Resource>();
  for (const [type, byId] of Object.entries(json.resource ?? {})) {
    const resources = Object.entries(byId).map(([id, args]) => ({ type, address: `${type}.${id}`, args }));
    byType.set(type, resources);
    for (const resource of resources) byAddress.set(resource.address, resource);
  }
  const at = (address: string) => byAddress.get(address);
  return {
    json,
    resources: [...byAddress.values()],
    ofType: (type) => byType.get(type) ?? [],
    at,
    targets: (value) => referencesIn(value).flatMap(({ address }) => at(address) ?? []),
  };
}

export interface Reference {
  readonly address: string;
  /** `arn`; empty for the resource as a whole. */
  readonly attribute: string;
}

/** Terraform references in a text, `${aws_sqs_queue.jobs.arn}`. Those to variables, locals and data sources are none. */
export function referencesIn(value: unknown): Reference[] {
  if (typeof value !== 'string' || !value.includes('${')) return [];
  return [...value.matchAll(/\$\{([^}]*)\}/g)].flatMap(([, expression = '']) =>
    [...expression.matchAll(/(?<![\w.-])([a-z][a-z0-9]*_[a-z0-9_]+)\.([A-Za-z_][\w-]*)(?:\.(\w+))?/g)].map(
      ([, type, id, attribute = '']) => ({ address: `${type}.${id}`, attribute }),
    ),
  );
}

/** A list, whether Terraform wrote one, a single block, or nothing. */
export const listOf = (value: unknown): readonly unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];

export const recordOf = (value: unknown): Args =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Args) : {};

/** Everything that stands at a path such as `rule.transition.days`, through single blocks and lists of them alike. */
export function valuesAt(args: Args, path: string): readonly unknown[] {
  let values: readonly unknown[] = [args];
  for (const key of path.split('.')) {
    // nearly always one block
    values =
      values.length === 1 ? listOf(recordOf(values[0])[key]) : values.flatMap((value) => listOf(recordOf(value)[key]));
  }
  return values;
}

/** A value of the plan in words. `String` runs what an object calls `toString`, and JSON may hold that name. */
export const wordsOf = (value: unknown): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);

/** The first text at a path. */
export const textAt = (args: Args, path: string): string | undefined =>
  valuesAt(args, path).find((value): value is string => typeof value === 'string');

/** A text of the plan and the path to it: `rule.transition.days`. */
export interface TextAt {
  readonly path: string;
  readonly text: string;
}

/** Every text inside a value; cdktf's own `//` notes are left out. */
export function textsIn(value: unknown): readonly TextAt[] {
  const found: TextAt[] = [];
  collectTexts(value, '', found);
  return found;
}

/** Into one list, since several checks read every text of the plan. */
function collectTexts(value: unknown, path: string, found: TextAt[]): void {
  if (typeof value === 'string') found.push({ path, text: value });
  else if (Array.isArray(value)) for (const item of value) collectTexts(item, path, found);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      if (key !== '//') collectTexts(item, path === '' ? key : `${path}.${key}`, found);
    }
  }
}

/** Parsed JSON, or nothing when the text is none. */
export function jsonOf(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
