import type { BedrockGuardrailConfig } from '@cdktf/provider-aws/lib/bedrock-guardrail';
import type { ServiceConfig } from '../config/schema';

/** https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-content-filters.html */
const CONTENT_FILTERS = ['HATE', 'INSULTS', 'MISCONDUCT', 'SEXUAL', 'VIOLENCE'];

/** Personal data that an answer must not carry. https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-sensitive-filters.html */
const PERSONAL_DATA = [
  'AWS_ACCESS_KEY',
  'AWS_SECRET_KEY',
  'CREDIT_DEBIT_CARD_NUMBER',
  'PASSWORD',
  'US_SOCIAL_SECURITY_NUMBER',
];

export type GuardrailDefinition = Pick<
  BedrockGuardrailConfig,
  'blockedInputMessaging' | 'blockedOutputsMessaging' | 'contentPolicyConfig' | 'sensitiveInformationPolicyConfig'
>;

/** The guardrail's policies: plain data, so that a version can be pinned to their digest. */
export const guardrailDefinition = ({ strength, personalData }: ServiceConfig['guardrail']): GuardrailDefinition => ({
  blockedInputMessaging: 'This request was stopped by our content policy.',
  blockedOutputsMessaging: 'This answer was stopped by our content policy.',
  contentPolicyConfig: [
    {
      filtersConfig: [
        ...CONTENT_FILTERS.map((type) => ({ type, inputStrength: strength, outputStrength: strength })),
        // prompt attacks are looked for in prompts only: Bedrock refuses any other output strength
        { type: 'PROMPT_ATTACK', inputStrength: strength, outputStrength: 'NONE' },
      ],
    },
  ],
  sensitiveInformationPolicyConfig: [
    { piiEntitiesConfig: PERSONAL_DATA.map((type) => ({ type, action: personalData })) },
  ],
});
