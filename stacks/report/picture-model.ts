import { type Plan, type Resource, readPlan, referencesIn, type Synthesized, textsIn } from '../checks/plan';
import type { Part, PartKind } from '../parts';
import type { WatchedPart } from './overview';

/** A box of the picture: one part, or several of a kind that would look the same. */
export interface Box {
  readonly id: string;
  readonly title: string;
  readonly subtitle: string;
  readonly column: number;
  /** Monitors and SLOs that watch it. */
  readonly page: number;
  readonly notify: number;
  readonly slos: number;
}

export interface Arrow {
  readonly from: string;
  readonly to: string;
}

export interface PictureModel {
  readonly columns: readonly string[];
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
}

/** From the caller inwards; what is used stands right of what uses it. */
const COLUMNS: readonly { readonly title: string; readonly kinds: readonly PartKind[] }[] = [
  { title: 'edge', kinds: ['firewall', 'budget', 'integration'] },
  { title: 'API', kinds: ['api', 'topic'] },
  { title: 'functions', kinds: ['function'] },
  { title: 'what they need', kinds: ['model', 'guardrail', 'table', 'queue', 'dead-letters', 'bucket', 'secret'] },
  { title: 'the way there', kinds: ['endpoint', 'nat'] },
];

/** What a kind is called; one that is not here by its own name. */
const KIND: Readonly<Partial<Record<PartKind, string>>> = {
  api: 'REST API',
  firewall: 'WAF',
  function: 'Lambda function',
  model: 'Bedrock model',
  guardrail: 'Bedrock guardrail',
  endpoint: 'VPC endpoint',
  nat: 'NAT gateway',
  table: 'DynamoDB table',
  bucket: 'S3 bucket',
  queue: 'SQS queue',
  'dead-letters': 'SQS queue',
  topic: 'SNS topic',
  budget: 'AWS budget',
  integration: 'Datadog integration',
};

const LEADS_TO = {
  model: 'the models',
  tables: 'the tables',
  work: 'queues and buckets',
  mode: 'the mode',
  telemetry: 'Datadog',
} as const;

/** What the picture shows of a plan: parts, who uses whom by the references in the JSON, and how they are watched. */
export function pictureModel(json: Synthesized, parts: readonly Part[], watched: readonly WatchedPart[]): PictureModel {
  const plan = readPlan(json);
  const boxOf = (part: Part) =>
    part.kind === 'endpoint' ? `endpoints-${part.carries}` : part.kind === 'nat' ? 'nat' : part.id;
  const boxes = new Map<string, Part[]>();
  for (const part of parts) boxes.set(boxOf(part), [...(boxes.get(boxOf(part)) ?? []), part]);
  const arrows = new Map<string, Arrow>();
  for (const { from, to } of uses(plan, parts)) {
    const arrow = { from: boxOf(from), to: boxOf(to) };
    if (arrow.from !== arrow.to) arrows.set(`${arrow.from} ${arrow.to}`, arrow);
  }
  return {
    columns: COLUMNS.map(({ title }) => title),
    boxes: [...boxes].map(([id, members]) => box(id, members, watched)),
    arrows: [...arrows.values()],
  };
}

/** Where a kind stands; one that is not listed among what functions need. */
function columnOf(kind: PartKind): number {
  const column = COLUMNS.findIndex(({ kinds }) => kinds.includes(kind));
  return column < 0 ? COLUMNS.findIndex(({ kinds }) => kinds.includes('model')) : column;
}

function box(id: string, members: readonly Part[], watched: readonly WatchedPart[]): Box {
  const [first] = members;
  if (first === undefined) throw new Error(`the box ${id} is empty`);
  const called = KIND[first.kind] ?? first.kind;
  const watchers = new Map(
    watched
      .filter((part) => members.some((member) => member.id === part.id))
      .flatMap(({ by }) => by.map((one) => [one.address, one])),
  );
  const severity = (wanted: string) => [...watchers.values()].filter((one) => one.severity === wanted).length;
  return {
    id,
    title:
      first.kind === 'endpoint'
        ? `to ${LEADS_TO[first.carries]}`
        : first.kind === 'nat'
          ? 'to the internet'
          : first.kind === 'model'
            ? first.alias
            : first.id,
    subtitle: members.length === 1 ? called : `${members.length} ${called}s`,
    column: columnOf(first.kind),
    page: severity('page'),
    notify: severity('notify'),
    slos: severity('slo'),
  };
}

/** Part A uses part B when something that belongs to A refers to something that belongs to B. */
function uses(plan: Plan, parts: readonly Part[]): { readonly from: Part; readonly to: Part }[] {
  const homes = homesOf(plan, parts);
  const ownerOf = (resource: Resource | undefined) =>
    [...homes]
      .filter(([home]) => resource !== undefined && `${pathOf(resource)}/`.startsWith(`${home}/`))
      .sort(([a], [b]) => b.length - a.length)[0]?.[1];
  return plan.resources.flatMap((resource) => {
    const from = ownerOf(resource);
    if (from === undefined) return [];
    return textsIn(resource.args)
      .flatMap(({ text }) => referencesIn(text))
      .map(({ address }) => ownerOf(plan.at(address)))
      .filter((to): to is Part => to !== undefined && to !== from)
      .map((to) => ({ from, to }));
  });
}

/** The construct that a part lives in: that of its resource, or the one around it when it has that for itself. */
function homesOf(plan: Plan, parts: readonly Part[]): Map<string, Part> {
  const paths = parts.map((part) => ({ part, path: pathOf(plan.at(part.addresses[0] ?? '')) }));
  const parent = (path: string) => path.slice(0, path.lastIndexOf('/'));
  return new Map(
    paths.map(({ part, path }) => [
      paths.filter((other) => parent(other.path) === parent(path)).length === 1 && parent(path).includes('/')
        ? parent(path)
        : path,
      part,
    ]),
  );
}

function pathOf(resource: Resource | undefined): string {
  const meta = resource?.args['//'] as { metadata?: { path?: string } } | undefined;
  return meta?.metadata?.path ?? '';
}
