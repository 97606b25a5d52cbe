import { TerraformOutput } from 'cdktf';
import type { Construct } from 'constructs';
import { Api } from './aws/api';
import { Batch } from './aws/batch';
import { BatchStore } from './aws/batch-store';
import { Budget } from './aws/budget';
import { BudgetGuard } from './aws/budget-guard';
import { ChatState } from './aws/chat-state';
import { DatadogApiKey } from './aws/datadog-api-key';
import { DatadogApplicationKey } from './aws/datadog-application-key';
import { rotationEndpoints } from './aws/datadog-key-access';
import { DatadogKeyRotation } from './aws/datadog-key-rotation';
import { Evaluation } from './aws/evaluation';
import { Firewall } from './aws/firewall';
import { chatEnvironment, HEALTH_SIZE, handlersOf, healthEnvironment } from './aws/functions';
import { HandlerFunction } from './aws/handler-function';
import { Keys } from './aws/keys';
import { ModeParameter } from './aws/mode-parameter';
import { Network } from './aws/network';
import { awsProvider } from './aws/provider';
import { Samples } from './aws/samples';
import { tablesEndpoint } from './aws/table';
import { terraformSettings } from './aws/terraform-settings';
import type { Bundles } from './bundles';
import { CheckedStack } from './checked-stack';
import type { ServiceConfig } from './config/schema';
import { Observability } from './datadog/observability';
import { datadogProvider } from './datadog/provider';
import { nameOf, stackOf, tagsOf } from './names';
import type { Grant, Part } from './parts';
import { ModelAccess } from './serving/model-access';
import type { Surroundings } from './surroundings';

export interface ServiceStackProps {
  readonly config: ServiceConfig;
  readonly bundles: Bundles;
  readonly surroundings: Surroundings;
}

/** One environment: the AWS side and the Datadog side, in one plan. */
export class ServiceStack extends CheckedStack {
  readonly config: ServiceConfig;
  readonly parts: readonly Part[];
  readonly grants: readonly Grant[];
  readonly observability: Observability;

  constructor(scope: Construct, { config, bundles, surroundings }: ServiceStackProps) {
    const tags = tagsOf(config);
    super(scope, stackOf(config), { ...config, tags }, surroundings);
    this.config = config;

    terraformSettings(this, { name: stackOf(config), backend: config.backend });
    awsProvider(this, { aws: config.aws, tags });
    datadogProvider(this, { site: config.datadog.site, tags });

    const functionNames = handlersOf(config).map((handler) => nameOf(config, handler));
    const keys = new Keys(this, 'keys', { config });
    const datadogKey = new DatadogApiKey(this, 'datadog-key', {
      config,
      kmsKeyArn: keys.dataArn,
      readers: functionNames,
    });
    const { rotation } = config.datadog.apiKey;
    const applicationKey =
      rotation &&
      new DatadogApplicationKey(this, 'datadog-application-key', {
        config,
        kmsKeyArn: keys.dataArn,
        maxDays: rotation.applicationKeyMaxDays,
      });
    const models = new ModelAccess(this, 'models', { config, guardrailKeyArn: keys.guardrailArn });
    const state = new ChatState(this, 'state', { config, kmsKeyArn: keys.contentArn });
    const batchStore =
      config.batch &&
      new BatchStore(this, 'batch-store', {
        config,
        batch: config.batch,
        contentKeyArn: keys.contentArn,
        dataKeyArn: keys.dataArn,
        modelGrants: models.grantsFor,
      });
    const tables = [...state.tables, ...(batchStore === undefined ? [] : [batchStore.table])];
    const samples =
      config.data.samples &&
      new Samples(this, 'samples', { config, samples: config.data.samples, kmsKeyArn: keys.contentArn });
    const mode = new ModeParameter(this, 'mode', { config });
    const telemetryScope = functionNames.map((name) => `functionname:${name}`);
    const network =
      config.network.kind === 'vpc'
        ? new Network(this, 'network', {
            config,
            network: config.network,
            logsKeyArn: keys.logsArn,
            endpoints: [
              ...models.endpoints,
              datadogKey.endpoint,
              ...(applicationKey
                ? rotationEndpoints({ apiKeyArn: datadogKey.arn, applicationKeyArn: applicationKey.arn }, [
                    `functionname:${nameOf(config, 'rotate-datadog-key')}`,
                  ])
                : []),
              mode.endpointFor(config.budget.guard ? [...mode.readGrants, ...mode.changeGrants] : mode.readGrants),
              ...tablesEndpoint(tables),
              ...(batchStore?.endpoints(config) ?? []),
              ...(samples?.endpoints ?? []),
            ],
            telemetryScope,
          })
        : undefined;

    const platform = {
      config,
      dataKeyArn: keys.dataArn,
      logsKeyArn: keys.logsArn,
      datadogApiKeySecretArn: datadogKey.arn,
      ...(network === undefined ? {} : { vpc: network.vpcConfig }),
    };
    const chat = new HandlerFunction(this, 'chat', {
      platform,
      handler: 'chat',
      description: 'Answers POST /v1/chat with a model',
      bundle: bundles.chat,
      size: config.chat,
      environment: chatEnvironment(config, models, mode, samples?.settings),
      grants: [...models.grants, ...state.grants, ...mode.readGrants, ...(samples?.chatGrants ?? [])],
    });
    const health = new HandlerFunction(this, 'health', {
      platform,
      handler: 'health',
      description: 'Answers GET /v1/health',
      bundle: bundles.health,
      size: HEALTH_SIZE,
      environment: healthEnvironment(config),
      grants: [],
    });

    const keyRotation =
      rotation &&
      applicationKey &&
      new DatadogKeyRotation(this, 'datadog-key-rotation', {
        platform,
        bundle: bundles['rotate-datadog-key'],
        apiKey: datadogKey,
        applicationKey,
        everyDays: rotation.everyDays,
      });
    const batch =
      config.batch &&
      batchStore &&
      new Batch(this, 'batch', {
        platform,
        bundles,
        batch: config.batch,
        store: batchStore,
        usage: state.usage,
        models,
        mode,
        modelGrants: models.grantsFor,
        contentKeyArn: keys.contentArn,
      });
    const evaluation =
      config.evaluation &&
      samples &&
      new Evaluation(this, 'evaluation', {
        platform,
        bundle: bundles.evaluate,
        evaluation: config.evaluation,
        samples,
        models,
        mode,
        judgeGrants: models.grantsFor([config.evaluation.judge]),
      });

    const api = new Api(this, 'api', {
      config,
      handlers: { chat: chat.target, health: health.target, ...(batch && { batches: batch.target }) },
      logsKeyArn: keys.logsArn,
    });
    const firewall =
      config.api.firewall &&
      new Firewall(this, 'firewall', {
        config,
        ...config.api.firewall,
        stageArn: api.stageArn,
        logsKeyArn: keys.logsArn,
      });

    const budget =
      config.requirements &&
      new Budget(this, 'budget', {
        config,
        monthlyUsd: config.requirements.monthlyBudgetUsd,
        alertsKeyArn: keys.dataArn,
      });

    const guard =
      config.budget.guard &&
      budget &&
      new BudgetGuard(this, 'budget-guard', {
        platform,
        bundle: bundles['budget-guard'],
        modes: config.budget.guard.modes,
        mode,
        budget,
      });

    this.parts = [
      api.part,
      ...(firewall ? [firewall.part] : []),
      chat.part,
      health.part,
      ...(keyRotation ? [keyRotation.part] : []),
      ...(batch?.parts ?? []),
      ...(evaluation?.parts ?? []),
      ...(guard?.parts ?? []),
      ...models.models,
      models.guardrail,
      datadogKey.part,
      ...(applicationKey ? [applicationKey.part] : []),
      ...state.tables.map(({ part }) => part),
      ...(batchStore?.parts ?? []),
      ...(samples ? [samples.bucket.part] : []),
      mode.part,
      ...(network?.parts ?? []),
      ...(budget?.parts ?? []),
    ];
    this.grants = [
      ...chat.grants,
      ...health.grants,
      ...(keyRotation?.grants ?? []),
      ...(batch?.grants ?? []),
      ...(guard?.grants ?? []),
      ...(batchStore?.grants ?? []),
      ...(evaluation?.grants ?? []),
      ...(network?.grants ?? []),
    ];
    this.observability = new Observability(this, 'datadog', { config, parts: this.parts });

    new TerraformOutput(this, 'api-url', {
      value: api.url,
      description: 'Where POST /v1/chat and GET /v1/health are',
    }).overrideLogicalId('api_url');
    new TerraformOutput(this, 'dashboard-url', {
      value: this.observability.dashboardUrl,
      description: 'Where to look first',
    }).overrideLogicalId('dashboard_url');
  }
}
