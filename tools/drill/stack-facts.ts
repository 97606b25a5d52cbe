import { DEADLINES } from '../../handlers/contract/deadlines';
import { GEOGRAPHIC_SURCHARGE, MODELS } from '../../handlers/contract/models';
import type { ServiceConfig } from '../../stacks/config/schema';
import type { FunctionPart, Part } from '../../stacks/parts';
import type { ChainFacts } from './request-model';

/** What the simulator takes from a stack: names, tags, limits. */
export interface StackFacts {
  readonly config: ServiceConfig;
  readonly parts: readonly Part[];
  /** Tags of all own metrics. */
  readonly own: { readonly env: string; readonly service: string };
}

export const stackFacts = (config: ServiceConfig, parts: readonly Part[]): StackFacts => ({
  config,
  parts,
  own: { env: config.env, service: config.service },
});

/** All parts of a kind. */
export const partsOf = <K extends Part['kind']>({ parts }: StackFacts, kind: K): Extract<Part, { kind: K }>[] =>
  parts.filter((part): part is Extract<Part, { kind: K }> => part.kind === kind);

/** The function of a handler, when the stack has it. */
export const functionOf = (facts: StackFacts, handler: string): FunctionPart | undefined =>
  partsOf(facts, 'function').find((part) => part.handler === handler);

/** The model that a request asks for and those behind it. */
export function chainOf(facts: StackFacts, alias: string): ChainFacts {
  const models = partsOf(facts, 'model');
  const { chat, requirements } = facts.config;
  const budgetMs = chat.timeoutSeconds * 1_000 - DEADLINES.reserveMs;
  return {
    aliases: [alias, ...(models.find((model) => model.alias === alias)?.fallbacks ?? [])],
    turnMs: Object.fromEntries(models.map((model) => [model.alias, model.turnMs])),
    budgetMs,
    targetMs: requirements?.latency.milliseconds ?? budgetMs,
  };
}

const PRICES: Readonly<Record<string, { readonly price: { readonly input: number; readonly output: number } }>> =
  MODELS;
/** A prompt and an answer of this service, in tokens. */
export const TOKENS = { input: 800, output: 250 };

/** What one call to a model costs, in US dollars. */
export function callUsd(facts: StackFacts, alias: string): number {
  const model = partsOf(facts, 'model').find((part) => part.alias === alias);
  const price = PRICES[model?.baseModelId ?? '']?.price ?? { input: 0, output: 0 };
  return (GEOGRAPHIC_SURCHARGE * (TOKENS.input * price.input + TOKENS.output * price.output)) / 1_000_000;
}
