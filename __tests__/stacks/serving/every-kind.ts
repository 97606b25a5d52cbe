import { prod } from '../../../stacks/config/environments/prod';
import type { ServiceConfig } from '../../../stacks/config/schema';

export const COPIED = 'arn:aws:bedrock:us-east-1:222222222222:application-inference-profile/copied1';
export const TUNED = 'arn:aws:bedrock:us-east-1:222222222222:provisioned-model/tuned1';
const own = { name: 'own-7b-v2', maxOutputTokens: 4_096, acceptsTemperature: true, price: { input: 1, output: 5 } };

/** One alias of each kind that exists elsewhere, beside those of prod. */
export const withEveryKind: ServiceConfig = {
  ...prod,
  models: {
    ...prod.models,
    copied: {
      kind: 'application-profile',
      arn: COPIED,
      copyOf: 'us.anthropic.claude-sonnet-5-5',
      promptCaching: false,
    },
    tuned: { kind: 'provisioned', arn: TUNED, model: { ...own, name: 'tuned' } },
    own: { kind: 'sagemaker', endpoint: 'own-7b', model: own, fallbacks: ['fast'], timeoutSeconds: 8 },
  },
};
