import { dev } from '../../../stacks/config/environments/dev';
import { prod } from '../../../stacks/config/environments/prod';
import type { ServiceConfig } from '../../../stacks/config/schema';
import { ModelAccess } from '../../../stacks/serving/model-access';
import { only, planOf } from '../synthesized';
import { COPIED, TUNED, withEveryKind } from './every-kind';

function access(config: ServiceConfig) {
  let made: ModelAccess | undefined;
  const plan = planOf((stack) => {
    made = new ModelAccess(stack, 'models', { config, guardrailKeyArn: 'arn:aws:kms:us-east-1:111111111111:key/x' });
  });
  if (made === undefined) throw new Error('nothing was made');
  return { made, plan };
}

describe('ModelAccess', () => {
  it('copies each system profile into an application profile of its own', () => {
    const { plan, made } = access(prod);
    const profiles = Object.values(plan.resource['aws_bedrock_inference_profile'] ?? {});
    expect(profiles.map(({ name, model_source }) => ({ name, model_source }))).toEqual([
      {
        name: 'llm-gateway-prod-bulk',
        model_source: [
          {
            copy_from:
              'arn:aws:bedrock:us-east-1:222222222222:inference-profile/us.anthropic.claude-haiku-4-5-20251001-v1:0',
          },
        ],
      },
      {
        name: 'llm-gateway-prod-fast',
        model_source: [
          { copy_from: 'arn:aws:bedrock:us-east-1:222222222222:inference-profile/us.anthropic.claude-haiku-5-5' },
        ],
      },
      {
        name: 'llm-gateway-prod-smart',
        model_source: [
          { copy_from: 'arn:aws:bedrock:us-east-1:222222222222:inference-profile/us.anthropic.claude-sonnet-5-5' },
        ],
      },
    ]);
    expect(made.models.map(({ alias }) => alias)).toEqual(['fast', 'smart', 'bulk']);
  });

  it('grants a geographic profile the model in each destination region, through the profile only', () => {
    const { grants, models } = access(prod).made;
    const route = grants.find(({ sid }) => sid === 'RouteSmart');
    expect(models).toHaveLength(3);
    expect(route?.resources).toEqual([
      'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-sonnet-5-5',
      'arn:aws:bedrock:us-east-2::foundation-model/anthropic.claude-sonnet-5-5',
      'arn:aws:bedrock:us-west-2::foundation-model/anthropic.claude-sonnet-5-5',
    ]);
    expect(Object.keys(route?.conditions?.['StringEquals'] ?? {})).toEqual(['bedrock:InferenceProfileArn']);
  });

  it('grants a global profile the model here and without a region, each with its condition', () => {
    const { grants } = access(dev).made;
    const routes = grants.filter(({ sid }) => /^Route.*Fast$/.test(sid));
    expect(
      routes.map(({ resources, conditions }) => [resources, conditions?.['StringEquals']?.['aws:RequestedRegion']]),
    ).toEqual([
      [['arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-haiku-5-5'], 'us-east-1'],
      [['arn:aws:bedrock:::foundation-model/anthropic.claude-haiku-5-5'], 'unspecified'],
    ]);
  });

  it('grants what exists elsewhere by its name, and foundation models only by way of a profile', () => {
    const { grants } = access(withEveryKind).made;
    const callOf = (sid: string) => grants.find((grant) => grant.sid === sid);
    const invoke = ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'];
    expect([callOf('CallCopied')?.actions, callOf('CallCopied')?.resources]).toEqual([invoke, [COPIED]]);
    expect(callOf('RouteCopied')?.conditions).toEqual({ StringEquals: { 'bedrock:InferenceProfileArn': COPIED } });
    expect([callOf('CallTuned')?.actions, callOf('CallTuned')?.resources]).toEqual([invoke, [TUNED]]);
    expect([callOf('CallOwn')?.actions, callOf('CallOwn')?.resources]).toEqual([
      ['sagemaker:InvokeEndpoint', 'sagemaker:InvokeEndpointWithResponseStream'],
      ['arn:aws:sagemaker:us-east-1:222222222222:endpoint/own-7b'],
    ]);
    expect(grants.filter(({ sid }) => /^Route.*(Tuned|Own)$/.test(sid))).toEqual([]);
  });

  it('asks the network for the endpoints that its models need, and no more', () => {
    expect(access(prod).made.endpoints.map(({ service }) => service)).toEqual(['bedrock-runtime']);
    const [bedrock, sagemaker] = access(withEveryKind).made.endpoints;
    expect(bedrock?.scope).toContain('model_alias:own');
    expect(bedrock?.actions.some((action) => action.startsWith('sagemaker:'))).toBe(false);
    expect(sagemaker).toEqual({
      service: 'sagemaker.runtime',
      actions: ['sagemaker:InvokeEndpoint', 'sagemaker:InvokeEndpointWithResponseStream'],
      resources: ['arn:aws:sagemaker:us-east-1:222222222222:endpoint/own-7b'],
      carries: 'model',
      scope: ['model_alias:own'],
    });
  });

  it('lets the guardrail through to Bedrock, where only endpoints of SageMaker are called too', () => {
    const { own } = withEveryKind.models;
    if (own === undefined) throw new Error('there is no endpoint among them');
    const { endpoints, grants } = access({ ...withEveryKind, models: { own } }).made;
    expect(endpoints.map(({ service, actions }) => [service, actions])).toEqual([
      ['bedrock-runtime', ['bedrock:ApplyGuardrail']],
      ['sagemaker.runtime', ['sagemaker:InvokeEndpoint', 'sagemaker:InvokeEndpointWithResponseStream']],
    ]);
    expect(grants.map(({ sid }) => sid)).toEqual(['CallOwn', 'ApplyGuardrail', 'DecryptGuardrail']);
  });

  it('tells the handlers what they cannot know of a model', () => {
    const targets = JSON.parse(access(withEveryKind).made.targetsJson) as Record<string, unknown>;
    expect(targets['smart']).toMatchObject({ fallbacks: ['fast'], timeoutMs: 10_000, promptCaching: true });
    expect(targets['own']).toEqual({
      api: 'sagemaker',
      modelId: 'own-7b',
      baseModelId: 'own-7b-v2',
      geographic: false,
      fallbacks: ['fast'],
      timeoutMs: 8_000,
      facts: {
        provider: 'amazon-sagemaker',
        maxOutputTokens: 4_096,
        acceptsTemperature: true,
        price: { input: 1, output: 5, cacheRead: 1, cacheWrite: 1 },
      },
    });
    expect(targets['copied']).toEqual({
      modelId: COPIED,
      baseModelId: 'anthropic.claude-sonnet-5-5',
      geographic: true,
    });
  });

  it('allows exact actions on exact resources, without a wildcard', () => {
    for (const grant of [...access(dev).made.grants, ...access(prod).made.grants]) {
      expect([...grant.actions, ...grant.resources].filter((text) => text.includes('*'))).toEqual([]);
      expect(grant.why).not.toBe('');
    }
  });

  it('gives each statement an id of its own', () => {
    const sids = access(dev).made.grants.map(({ sid }) => sid);
    expect(new Set(sids).size).toBe(sids.length);
    expect(sids.every((sid) => /^[A-Za-z0-9]+$/.test(sid))).toBe(true);
  });

  it('pins a new version of the guardrail when, and only when, its definition changes', () => {
    const version = (config: ServiceConfig) =>
      only(access(config).plan, 'aws_bedrock_guardrail_version')['description'];
    const changed: ServiceConfig = { ...dev, guardrail: { ...dev.guardrail, strength: 'LOW' } };
    expect(version({ ...dev, release: '9.9.9' })).toBe(version(dev));
    expect(version(changed)).not.toBe(version(dev));
  });

  it('looks for prompt attacks in prompts only, as Bedrock demands', () => {
    const [policy] = only(access(dev).plan, 'aws_bedrock_guardrail')['content_policy_config'] as {
      filters_config: Record<string, string>[];
    }[];
    const attack = policy?.filters_config.find(({ type }) => type === 'PROMPT_ATTACK');
    expect(attack).toMatchObject({ input_strength: 'MEDIUM', output_strength: 'NONE' });
  });
});
