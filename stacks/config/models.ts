import * as z from 'zod';
import { count, nameText, text } from './fields';

/** An ARN of Bedrock's, of one kind of thing in one region. */
const bedrockArn = (what: string) =>
  z
    .string()
    .regex(
      new RegExp(`^arn:aws[a-z-]*:bedrock:[a-z0-9-]+:\\d{12}:${what}/[a-z0-9]+$`),
      `must be arn:aws:bedrock:<region>:<account>:${what}/<id>`,
    );

/** What may be said of every alias, whatever stands behind it. */
const EVERY = {
  /**
   * Aliases that are asked, in this order, when this one fails before the first byte of its answer. A fallback's own
   * fallbacks are not asked. Absent: none.
   */
  fallbacks: z.array(nameText).min(1, 'must name at least one alias, or be left out').optional(),
  /**
   * Time for its whole answer, or of a stream for its first words, retries included. Absent: while a fallback could still
   * follow, `MODEL_CHAIN.share` of the time that is left, otherwise all of it.
   */
  timeoutSeconds: count(1, 900).optional(),
  /** Longest answer, in tokens. Absent: `chat.maxOutputTokens`, and never more than the model can write. */
  maxOutputTokens: count(1, 128_000).optional(),
};

/** Of models that Bedrock knows. */
const ON_BEDROCK = {
  ...EVERY,
  /** Whether long beginnings of prompts are kept by Bedrock for five minutes: writing costs a quarter more, reading a tenth. */
  promptCaching: z.boolean(),
};

/** What the price table cannot know of a model of one's own. */
const OWN_MODEL = z.strictObject({
  /** What metrics and spans call it. */
  name: nameText,
  /** Most tokens that it can write. */
  maxOutputTokens: count(1, 128_000),
  /** Whether it takes `temperature` and `topP`. */
  acceptsTemperature: z.boolean(),
  /** US dollars per million tokens: of what is paid by the hour, the share of an hour that a million tokens keep it busy. */
  price: z.strictObject({ input: z.number().nonnegative(), output: z.number().nonnegative() }),
});

/** What a model alias stands for. */
export const MODEL = z.discriminatedUnion('kind', [
  /** A system inference profile, copied into an application profile of our own that carries the cost tags. */
  z.strictObject({
    ...ON_BEDROCK,
    kind: z.literal('system-profile'),
    /** `global.anthropic.claude-haiku-5-5` */
    profile: text,
  }),
  /** An application inference profile that exists elsewhere. */
  z.strictObject({
    ...ON_BEDROCK,
    kind: z.literal('application-profile'),
    arn: bedrockArn('application-inference-profile'),
    /** The system profile that it was copied from: it says where calls may go, and what they cost. */
    copyOf: text,
  }),
  /** A custom or distilled model under provisioned throughput. */
  z.strictObject({
    ...EVERY,
    kind: z.literal('provisioned'),
    arn: bedrockArn('provisioned-model'),
    model: OWN_MODEL,
  }),
  /**
   * A SageMaker endpoint in the same account and region, whose container takes chat completions, as TGI, vLLM and DJL's LMI do:
   * docs/operations/sagemaker-endpoints.md.
   */
  z.strictObject({
    ...EVERY,
    kind: z.literal('sagemaker'),
    /** Its name, `own-7b`; who makes it also decides what its instances cost. */
    endpoint: z
      .string()
      .regex(
        /^[a-z0-9](-*[a-z0-9]){0,62}$/,
        'must be the name of a SageMaker endpoint in lower case, as it stands in its ARN',
      ),
    model: OWN_MODEL,
  }),
]);
export type ModelConfig = z.output<typeof MODEL>;

/** The models that callers may name, by alias. */
export const MODELS_BY_ALIAS = z
  .record(nameText, MODEL)
  .refine((models) => Object.keys(models).length > 0, 'must name at least one model');
