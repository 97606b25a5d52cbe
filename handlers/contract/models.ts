/**
 * What each Claude model on Bedrock costs and accepts. Prices in US dollars per million tokens, global profile.
 *
 * Source: the models' cards in the Amazon Bedrock user guide and https://aws.amazon.com/bedrock/pricing/, read on
 * `PRICES_AS_OF`. A geographic profile costs about 10 % more; see `GEOGRAPHIC_SURCHARGE`.
 */
export const PRICES_AS_OF = '2026-10-09';

/** Geographic cross-region profiles are about 10 % dearer than global ones: https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html */
export const GEOGRAPHIC_SURCHARGE = 1.1;

export interface ModelFacts {
  /** Who made it, or who runs it: `anthropic`, `amazon-sagemaker`. */
  readonly provider: string;
  /** US dollars per million tokens. */
  readonly price: {
    readonly input: number;
    readonly output: number;
    readonly cacheRead: number;
    /** Writes with the default five-minute life. */
    readonly cacheWrite: number;
  };
  /** A prompt longer than this makes the whole request dearer by the factor. */
  readonly longPrompt?: { readonly overTokens: number; readonly factor: number };
  /** Hard ceiling of the answer, in tokens. */
  readonly maxOutputTokens: number;
  /** Newer generations answer 400 to `temperature`, `topP` and `topK`. */
  readonly acceptsTemperature: boolean;
  /**
   * Shortest beginning of a prompt that Bedrock keeps, in tokens; a shorter one it silently does not. Absent: it keeps none.
   * https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html
   */
  readonly cacheMinTokens?: number;
}

/** A model of Bedrock's, by its card. */
interface ModelCard extends ModelFacts {
  readonly provider: 'anthropic';
  readonly releasedOn: string;
}

/** What the 5.5 generation wants is not published. This is the most that any model before it wants, so it is enough for them. */
const LARGEST_CACHE_MIN_TOKENS = 4_096;

export const MODELS = {
  'anthropic.claude-haiku-5-5': {
    provider: 'anthropic',
    price: { input: 0.1, output: 0.5, cacheRead: 0.01, cacheWrite: 0.125 },
    longPrompt: { overTokens: 100_000, factor: 5 },
    maxOutputTokens: 128_000,
    acceptsTemperature: false,
    cacheMinTokens: LARGEST_CACHE_MIN_TOKENS,
    releasedOn: '2026-10-07',
  },
  'anthropic.claude-sonnet-5-5': {
    provider: 'anthropic',
    price: { input: 2, output: 10, cacheRead: 0.1, cacheWrite: 2.5 },
    maxOutputTokens: 128_000,
    acceptsTemperature: false,
    cacheMinTokens: LARGEST_CACHE_MIN_TOKENS,
    releasedOn: '2026-09-28',
  },
  'anthropic.claude-opus-5-5': {
    provider: 'anthropic',
    price: { input: 4, output: 20, cacheRead: 0.2, cacheWrite: 5 },
    maxOutputTokens: 128_000,
    acceptsTemperature: false,
    cacheMinTokens: LARGEST_CACHE_MIN_TOKENS,
    releasedOn: '2026-09-22',
  },
  'anthropic.claude-sonnet-4-6': {
    provider: 'anthropic',
    price: { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 },
    maxOutputTokens: 64_000,
    acceptsTemperature: true,
    cacheMinTokens: 2_048,
    releasedOn: '2026-02-17',
  },
  'anthropic.claude-haiku-4-5-20251001-v1:0': {
    provider: 'anthropic',
    price: { input: 1, output: 5, cacheRead: 0.1, cacheWrite: 1.25 },
    maxOutputTokens: 64_000,
    acceptsTemperature: true,
    cacheMinTokens: 4_096,
    releasedOn: '2025-10-15',
  },
} as const satisfies Record<string, ModelCard>;

export type BaseModelId = keyof typeof MODELS;
