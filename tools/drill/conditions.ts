/** How a model answers. */
export interface ModelWeather {
  /** Half of the answers take less, in milliseconds. */
  readonly medianMs: number;
  /** How far answers differ: the deviation of the logarithm. */
  readonly spread: number;
  /** Set instead: answers spread evenly, on a logarithmic scale, between two times. */
  readonly betweenMs?: readonly [number, number];
  /** Share of the time of a whole answer until its first words. */
  readonly firstTokenShare: number;
  readonly throttled: number;
  readonly unavailable: number;
  readonly unreachable: number;
}

/** A table, seen by those who call it: shares of calls. */
export interface TableWeather {
  readonly throttled: number;
  readonly unreachable: number;
}

/** The state of the world at a minute. All shares are of one. */
export interface Conditions {
  /** How many times the ordinary traffic. */
  readonly traffic: number;
  /** By alias; `any` for those that are not named. */
  readonly models: Readonly<Record<string, Partial<ModelWeather>>>;
  /** By last part of the name; `any` likewise. */
  readonly tables: Readonly<Record<string, Partial<TableWeather>>>;
  /** Functions, by handler name; `any` likewise. */
  readonly functions: Readonly<Record<string, Partial<FunctionWeather>>>;
  /** Requests that API Gateway answers 5xx by itself. */
  readonly gatewayFails: number;
  readonly firewallBlocks: number;
  /** Requests that are wrong by themselves: 4xx. */
  readonly invalid: number;
  readonly tokens: number;
  readonly guardrail: number;
  /** Share of all requests that one tenant sends on top, and how much of its limit it has used. */
  readonly floodShare: number;
  readonly floodUsed: number;
  readonly cacheLost: boolean;
  readonly mode: 'normal' | 'economy' | 'cache-only' | 'blocked';
  readonly modeLookUpsFail: number;
  readonly passed: number;
  readonly judgeUnclear: number;
  readonly samplesLost: number;
  /** Prompts of the queue that fail each time they are tried. */
  readonly poison: number;
  readonly workerStopped: boolean;
  /** Batches of Bedrock's batch inference that fail, record by record. */
  readonly jobsFail: number;
  readonly rotationFails: boolean;
  readonly secretAgeDays: number;
  /** A deploy happened so many minutes ago. */
  readonly sinceDeploy: number;
  readonly storage: number;
  /** What failed cannot be laid with the dead either. */
  readonly deadLettersLost: boolean;
}

export interface FunctionWeather {
  /** Invocations that throw, or crash. */
  readonly errors: number;
  readonly timeouts: number;
  readonly outOfMemory: number;
  /** Share of its memory that the largest invocation uses. */
  readonly memory: number;
  readonly coldShare: number;
  readonly coldMs: number;
  /** Invocations that Lambda refuses. */
  readonly throttled: number;
  /** Nothing that it pushes arrives. */
  readonly mute: boolean;
  /** It is not invoked at all. */
  readonly stopped: boolean;
}

export const FAIR_MODEL: ModelWeather = {
  medianMs: 2_500,
  spread: 0.45,
  firstTokenShare: 0.25,
  throttled: 0.001,
  unavailable: 0.001,
  unreachable: 0,
};
export const FAIR_TABLE: TableWeather = { throttled: 0, unreachable: 0.0001 };
export const FAIR_FUNCTION: FunctionWeather = {
  errors: 0.0001,
  timeouts: 0,
  outOfMemory: 0,
  memory: 0.55,
  coldShare: 0.01,
  coldMs: 2_000,
  throttled: 0,
  mute: false,
  stopped: false,
};

/** A good day. */
export const FAIR: Conditions = {
  traffic: 1,
  models: { fast: { medianMs: 900 }, bulk: { medianMs: 1_500 } },
  tables: {},
  functions: {},
  gatewayFails: 0.0001,
  firewallBlocks: 0.01,
  invalid: 0.02,
  tokens: 1,
  guardrail: 0.01,
  floodShare: 0,
  floodUsed: 0,
  cacheLost: false,
  mode: 'normal',
  modeLookUpsFail: 0.001,
  passed: 0.97,
  judgeUnclear: 0.01,
  samplesLost: 0.002,
  poison: 0,
  workerStopped: false,
  jobsFail: 0.005,
  rotationFails: false,
  secretAgeDays: 12,
  sinceDeploy: Number.POSITIVE_INFINITY,
  storage: 1,
  deadLettersLost: false,
};

/** Fields laid over a fair value, those of the name above those of `any`. */
const over = <T extends object>(fair: T, by: Readonly<Record<string, Partial<T>>>, name: string): T => ({
  ...fair,
  ...by['any'],
  ...by[name],
});

export const modelIn = ({ models }: Conditions, alias: string): ModelWeather => over(FAIR_MODEL, models, alias);
export const tableIn = ({ tables }: Conditions, table: string): TableWeather => over(FAIR_TABLE, tables, table);
/** Right after a deploy, every execution environment is new. */
export function functionIn({ functions, sinceDeploy }: Conditions, handler: string): FunctionWeather {
  const weather = over(FAIR_FUNCTION, functions, handler);
  return sinceDeploy < 3 ? { ...weather, coldShare: Math.max(weather.coldShare, 0.3) } : weather;
}
