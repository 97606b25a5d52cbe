import * as fc from 'fast-check';
import type { AccountConfig } from '../../../stacks/config/account-schema';
import { nonprod } from '../../../stacks/config/accounts/nonprod';
import { dev } from '../../../stacks/config/environments/dev';
import { prod } from '../../../stacks/config/environments/prod';
import { staging } from '../../../stacks/config/environments/staging';
import type { ServiceConfig } from '../../../stacks/config/schema';
import { sources } from '../../../stacks/config/sources';
import { valid } from '../../../stacks/config/valid';
import { ProblemsError } from '../../../stacks/problems';
import { withEveryKind } from '../serving/every-kind';

/** The problems of one environment config, in an account that owns it. */
function problemsOf(
  config: unknown,
  accounts: readonly unknown[] = [nonprod, { ...nonprod, account: 'prod', aws: prod.aws }],
): readonly string[] {
  try {
    valid({
      environments: [{ file: 'env.ts', config }],
      accounts: accounts.map((account) => ({ file: 'account.ts', config: account })),
    });
    return [];
  } catch (error) {
    if (error instanceof ProblemsError) return error.problems;
    throw error;
  }
}

/** What a model may be changed of without a word of batches, or of a judge. */
const { batch: _batch, evaluation: _evaluation, ...unbatched } = dev;
const plain = {
  ...unbatched,
  requirements: { ...dev.requirements, batchFreshness: undefined, quality: undefined },
  data: { ...dev.data, samples: undefined },
};

const vpc = (network: Partial<Extract<ServiceConfig['network'], { kind: 'vpc' }>>): ServiceConfig => ({
  ...prod,
  network: { ...(prod.network as Extract<ServiceConfig['network'], { kind: 'vpc' }>), ...network },
});
const privateLink = (
  prod.network as { toDatadog: { privateLink: Record<'logs' | 'metrics' | 'traces' | 'api', string> } }
).toDatadog.privateLink;

/** The problems of the dev config with these limits, and this way to authenticate. */
const limited = (limits: unknown, auth: ServiceConfig['api']['auth'] = dev.api.auth) =>
  problemsOf({ ...dev, api: { ...dev.api, auth }, limits });
const API_KEYS: ServiceConfig['api']['auth'] = {
  kind: 'api-keys',
  consumers: [{ name: 'mobile-app', apiKeyId: 'abcde12345', ratePerSecond: 1, burst: 1, requestsPerDay: 100 }],
};

it('a model of each kind may stand behind an alias', () => {
  expect(problemsOf(withEveryKind)).toEqual([]);
});

describe('limits of tenants', () => {
  const open = { whenUnavailable: 'open' };
  const one = (tenant: string) => ({ ...open, tenants: { [tenant]: { dailyUsd: 1 } } });

  it.each([
    ['a consumer of API keys', one('mobile-app'), API_KEYS],
    ['a role', one('arn:aws:iam::111111111111:role/service/chat-caller'), undefined],
    ['a user', one('arn:aws:iam::111111111111:user/ann'), undefined],
    ['a default in tokens', { ...open, default: { dailyTokens: 1_000 }, tenants: {} }, undefined],
  ])('may name %s', (_, limits, auth) => {
    expect(limited(limits, auth)).toEqual([]);
  });

  it.each([
    [
      'a tenant that is no consumer',
      one('web-app'),
      API_KEYS,
      'limits.tenants.web-app: must be the name of a consumer in api.auth (mobile-app), got "web-app"',
    ],
    [
      'a session of a role',
      one('arn:aws:sts::111111111111:assumed-role/a/b'),
      undefined,
      'limits.tenants.arn:aws:sts::111111111111:assumed-role/a/b: must be the ARN of an IAM role or user, as api.auth is "iam", got "arn:aws:sts::111111111111:assumed-role/a/b"',
    ],
    [
      'a limit of nothing',
      { ...open, default: {}, tenants: {} },
      undefined,
      'limits.default: must have dailyUsd, dailyTokens or both, got {}',
    ],
    [
      'limits for nobody',
      { ...open, tenants: {} },
      undefined,
      'limits: must have a default or tenants: with neither nothing is limited',
    ],
    [
      'a day that costs more than the month may',
      { ...open, default: { dailyUsd: 201 }, tenants: {} },
      undefined,
      "limits.default.dailyUsd: must be at most requirements.monthlyBudgetUsd (200), got 201: one tenant would spend a month's money in a day",
    ],
  ])('refuse %s', (_, limits, auth, problem) => {
    expect(limited(limits, auth)).toEqual([`env.ts: ${problem}`]);
  });

  it.each(['cognito:groups', 'scope', 'a b', ''])('cannot be told apart by the claim "%s"', (tenantClaim) => {
    const auth = { ...(prod.api.auth as Extract<ServiceConfig['api']['auth'], { kind: 'cognito' }>), tenantClaim };
    expect(problemsOf({ ...prod, api: { ...prod.api, auth } })).toEqual([
      expect.stringMatching(/^env\.ts: api\.auth\.tenantClaim: must be /),
    ]);
  });
});

describe('the configs of this repository', () => {
  it('are valid', () => {
    const { services, accounts } = valid(sources);
    expect(services.map(({ env }) => env)).toEqual(['dev', 'staging', 'prod']);
    expect(accounts.map(({ account }) => account)).toEqual(['nonprod', 'prod']);
  });
});

describe('valid', () => {
  it('lists every problem of a file at once, with path, what is allowed and what it got', () => {
    const { budget, ...withoutBudget } = plain;
    expect(budget.mailTo).toHaveLength(1);
    expect(
      problemsOf({
        ...withoutBudget,
        env: 'Dev!',
        aws: { accountId: 12, region: 'mars' },
        backend: { kind: 'gcs' },
        chatt: {},
        logs: { retentionDays: 2 },
        models: { fast: { kind: 'system-profile', profile: 'anthropic.claude-haiku-5-5', promptCaching: false } },
      }),
    ).toEqual([
      'env.ts: env: must be 2 to 10 of a-z and 0-9, got "Dev!"',
      'env.ts: aws.accountId: must be of type string, got 12',
      'env.ts: aws.region: must be an AWS region such as us-east-1, got "mars"',
      "env.ts: backend.kind: must be one of 'local' | 's3' | 'cloud', got \"gcs\"",
      expect.stringMatching(/^env\.ts: logs\.retentionDays: must be one of 1\|3\|5\|.*, got 2$/),
      'env.ts: budget: must be of type object, got nothing',
      'env.ts: chatt: no such setting; remove it or check its spelling',
      expect.stringMatching(
        /^env\.ts: models\.fast\.profile: "anthropic\.claude-haiku-5-5" is no known inference profile \(a bare model id cannot be called/,
      ),
    ]);
  });

  it('refuses a cache that keeps answers for longer than the data policy lets it', () => {
    const cached = (ttlSeconds: number) => problemsOf({ ...dev, responseCache: { ttlSeconds, byDefault: true } });
    expect(cached(86_400)).toEqual([]);
    expect(cached(86_401)).toEqual([
      'env.ts: responseCache.ttlSeconds: must be at most data.keepDays.answers (1 days, 86400 s), got 86401',
    ]);
  });

  it('refuses to keep the answer to an idempotency key for longer than the data policy lets it', () => {
    expect(problemsOf({ ...dev, idempotency: { ttlSeconds: 86_401 } })).toEqual([
      'env.ts: idempotency.ttlSeconds: must be at most data.keepDays.replays (1 days, 86400 s), got 86401',
    ]);
  });

  it('refuses to judge what may not be kept, by nobody, or more than a run has room for', () => {
    const { samples: _, ...nothingKept } = dev.data;
    expect(problemsOf({ ...dev, data: nothingKept })).toEqual([
      'env.ts: evaluation: must be left out where data.samples is: no answer may be kept, so there is nothing to judge',
    ]);
    expect(problemsOf({ ...dev, evaluation: { judge: 'wise', everyMinutes: 60, samplesPerRun: 30 } })).toEqual([
      expect.stringMatching(/^env\.ts: evaluation\.judge: must be one of the models \(fast, smart.*\), got "wise"$/),
      expect.stringMatching(
        /^env\.ts: evaluation\.samplesPerRun: must be at least 36 \(.*\), got 30: samples would pile up/,
      ),
    ]);
    const { evaluation: __, ...unjudged } = dev;
    expect(problemsOf(unjudged)).toEqual([
      'env.ts: evaluation: required by requirements.quality: nobody else says how good answers are',
      'env.ts: data.samples: must be left out where evaluation is: nobody would judge what is kept',
    ]);
    const seldom = { judge: 'smart', everyMinutes: 1_440, samplesPerRun: 500 };
    const kept = { ...dev.data, samples: { share: 0.01, keepDays: 3 } };
    expect(problemsOf({ ...dev, evaluation: seldom, data: kept })).toEqual([
      'env.ts: data.samples.keepDays: must be at least 4 (4 runs, one in evaluation.everyMinutes 1440), got 3: samples would be gone before they are judged',
    ]);
  });

  it('lists the problems of all files at once', () => {
    expect(problemsOf({ ...dev, env: '' }, [{ ...nonprod, account: '' } satisfies AccountConfig])).toEqual([
      expect.stringMatching(/^env\.ts: env: /),
      expect.stringMatching(/^account\.ts: account: /),
    ]);
  });

  it('refuses a budget guard to which the role of Datadog in its account may not publish', () => {
    const { mailTo, guard } = staging.budget;
    if (guard === undefined) throw new Error('staging has a guard');
    const mute = { ...nonprod, datadog: { ...nonprod.datadog, publishesAlerts: false } };
    const strange = { ...staging, budget: { mailTo, guard: { ...guard, datadogRole: 'prod-datadog-integration' } } };
    expect(problemsOf(strange, [mute])).toEqual([
      'environment "staging": budget.guard.datadogRole must be "nonprod-datadog-integration", the role of its account, got "prod-datadog-integration"',
      'environment "staging" has a budget guard, so its account "nonprod" needs datadog.publishesAlerts: true',
    ]);
    expect(problemsOf(staging, [nonprod])).toEqual([]);
  });

  it('refuses an environment in an account that no account config owns', () => {
    expect(problemsOf(dev, [])).toEqual([
      'environment "dev" lives in 111111111111 in us-east-1, which no account config owns: add one to stacks/config/accounts',
    ]);
  });

  it('refuses two owners of one account and region', () => {
    expect(problemsOf(dev, [nonprod, { ...nonprod, account: 'again' }])).toEqual([
      'account and region "111111111111 in us-east-1" is configured twice',
    ]);
  });

  it('never throws anything but a list of problems, whatever it gets', () => {
    const broken = fc.oneof(
      fc.anything(),
      fc.tuple(fc.constantFrom(...Object.keys(prod)), fc.anything()).map(([key, value]) => ({ ...prod, [key]: value })),
    );
    fc.assert(fc.property(broken, (config) => problemsOf(config).every((line) => line.length > 0)));
  });
});

describe('the rules between fields', () => {
  const cases: [name: string, config: unknown, problem: RegExp][] = [
    [
      'production without requirements',
      { ...prod, requirements: undefined },
      /requirements: required where category is "production"/,
    ],
    ['production outside a VPC', { ...prod, network: { kind: 'none' } }, /network\.kind: "vpc" is required/],
    [
      'production without a firewall',
      { ...prod, api: { ...prod.api, firewall: undefined } },
      /api\.firewall: required/,
    ],
    [
      'production that may be destroyed',
      { ...prod, protectFromDestroy: false },
      /protectFromDestroy: true is required .* got false/,
    ],
    [
      'an unknown default model',
      { ...dev, chat: { ...dev.chat, defaultModel: 'gpt' } },
      /chat\.defaultModel: must be one of the models \(fast, smart, bulk\), got "gpt"/,
    ],
    [
      'an unknown profile prefix',
      { ...plain, models: { fast: { ...dev.models['fast'], profile: 'mars.anthropic.claude-haiku-5-5' } } },
      /unknown prefix "mars"; known: global, us, eu/,
    ],
    [
      'more tokens than the model writes',
      {
        ...plain,
        chat: { ...dev.chat, maxOutputTokens: 100_000 },
        models: { fast: { ...dev.models['fast'], profile: 'us.anthropic.claude-sonnet-4-6' } },
      },
      /chat\.maxOutputTokens: must be at most 64000/,
    ],
    [
      'a function that outlives the gateway',
      { ...dev, chat: { ...dev.chat, timeoutSeconds: 29 } },
      /chat\.timeoutSeconds: must be under 29 .* got 29/,
    ],
    [
      'a latency target beyond the timeout',
      { ...dev, chat: { ...dev.chat, timeoutSeconds: 20 } },
      /requirements\.latency\.milliseconds: must be under chat\.timeoutSeconds \(20000 ms\)/,
    ],
    [
      'more warm than reserved',
      { ...dev, chat: { ...dev.chat, provisionedConcurrency: 11 } },
      /chat\.provisionedConcurrency: must be at most .* got 11/,
    ],
    [
      'more traffic than the gateway lets through',
      { ...prod, api: { ...prod.api, throttle: { ratePerSecond: 9, burst: 9 } } },
      /api\.throttle\.ratePerSecond: must be at least .* \(10\), got 9/,
    ],
    [
      'too little concurrency for the traffic',
      { ...prod, chat: { ...prod.chat, reservedConcurrency: 149 } },
      /chat\.reservedConcurrency: must be at least 150 .* got 149/,
    ],
    [
      'a zone of another region',
      vpc({ zones: ['us-east-1a', 'eu-west-1a'] }),
      /network\.zones\.1: must lie in aws\.region/,
    ],
    ['a zone named twice', vpc({ zones: ['us-east-1a', 'us-east-1a'] }), /network\.zones\.1: must not be named twice/],
    ['one zone alone', vpc({ zones: ['us-east-1a'] }), /network\.zones: must name at least two zones/],
    [
      'a block that begins elsewhere',
      vpc({ cidr: '10.50.7.0/16' }),
      /network\.cidr: must begin where its block does, 10\.50\.0\.0\/16/,
    ],
    [
      'a block that is too small',
      vpc({ cidr: '10.0.0.0/24' }),
      /network\.cidr: must be a \/16 to \/20 block, got \/24/,
    ],
    ['no way to Datadog', vpc({ toDatadog: {} }), /network\.toDatadog: must have privateLink, nat or both/],
    [
      'PrivateLink alone while LLM Observability is on',
      vpc({ toDatadog: { privateLink } }),
      /network\.toDatadog\.nat: required while datadog\.llmObservability is on/,
    ],
    [
      'PrivateLink for a site that has none',
      { ...vpc({}), datadog: { ...prod.datadog, site: 'datadoghq.eu' } },
      /Datadog offers no PrivateLink for the site datadoghq\.eu/,
    ],
    [
      'a PrivateLink service of another region than the site',
      vpc({
        toDatadog: {
          privateLink: { ...privateLink, logs: privateLink.logs.replace('us-east-1', 'us-west-2') },
          nat: 'single',
        },
      }),
      /privateLink\.logs: must be a service in us-east-1, where datadoghq\.com is/,
    ],
    [
      'a layer version that is not published',
      { ...dev, datadog: { ...dev.datadog, nodeLayerVersion: 9_999 } },
      /datadog\.nodeLayerVersion: is not in the table of usable versions: 140, 141, 142, got 9999/,
    ],
    [
      'a region without Datadog layers',
      { ...dev, aws: { ...dev.aws, region: 'cn-north-1' } },
      /aws\.region: "cn-north-1": Datadog publishes no Lambda layers in it/,
    ],
    [
      'a certificate of another region',
      {
        ...dev,
        api: {
          ...dev.api,
          customDomain: { name: 'llm.example.com', certificateArn: 'arn:aws:acm:eu-west-1:111111111111:certificate/x' },
        },
      },
      /customDomain\.certificateArn: must lie in aws\.region/,
    ],
    [
      'the value of an API key instead of its id',
      {
        ...dev,
        api: {
          ...dev.api,
          auth: {
            kind: 'api-keys',
            consumers: [{ name: 'web', apiKeyId: 'not/an-id', ratePerSecond: 1, burst: 1, requestsPerDay: 1 }],
          },
        },
      },
      /apiKeyId: must be the 10-character id/,
    ],
    [
      'an empty receiver list',
      { ...dev, datadog: { ...dev.datadog, receivers: { page: [], notify: ['@slack-x'] } } },
      /receivers\.page: must name at least one receiver/,
    ],
    [
      'an economy model that there is not',
      { ...dev, chat: { ...dev.chat, economy: { model: 'tiny', maxOutputTokens: 1 } } },
      /chat\.economy\.model: must be one of the models \(.*\), got "tiny"/,
    ],
    [
      'an economy model that is dearer than the usual one',
      { ...dev, chat: { ...dev.chat, economy: { model: 'smart', maxOutputTokens: 1 } } },
      /chat\.economy\.model: must be no dearer than chat\.defaultModel \("fast"\), got "smart"/,
    ],
    [
      'more tokens in economy than usual',
      { ...dev, chat: { ...dev.chat, economy: { model: 'fast', maxOutputTokens: 4_096 } } },
      /chat\.economy\.maxOutputTokens: must be at most chat\.maxOutputTokens/,
    ],
    ['a budget guard that nobody tells', { ...staging, requirements: undefined }, /budget\.guard: needs requirements/],
  ];

  it.each(cases)('refuse %s', (_, config, problem) => {
    expect(problemsOf(config)).toEqual([expect.stringMatching(problem)]);
  });

  it.each([
    ['no requirements outside production', { ...dev, requirements: undefined }],
    ['a function just inside the gateway', { ...dev, chat: { ...dev.chat, timeoutSeconds: 28 } }],
    [
      'PrivateLink alone while LLM Observability is off',
      { ...vpc({ toDatadog: { privateLink } }), datadog: { ...prod.datadog, llmObservability: false } },
    ],
    [
      'NAT alone for a site without PrivateLink',
      { ...vpc({ toDatadog: { nat: 'per-zone' } }), datadog: { ...prod.datadog, site: 'datadoghq.eu' } },
    ],
    ['an S3 backend', { ...staging, backend: { kind: 's3', bucket: 'state', region: 'us-east-1' } }],
    [
      'API keys by id',
      {
        ...dev,
        api: {
          ...dev.api,
          auth: {
            kind: 'api-keys',
            consumers: [{ name: 'web', apiKeyId: 'a1b2c3d4e5', ratePerSecond: 1, burst: 1, requestsPerDay: 1 }],
          },
        },
      },
    ],
  ])('accept %s', (_, config) => {
    expect(problemsOf(config)).toEqual([]);
  });
});

describe('the rotation of the Datadog API key', () => {
  const rotation = { everyDays: 30, applicationKeyMaxDays: 90 };
  const withDatadog = (datadog: Partial<ServiceConfig['datadog']>, config: ServiceConfig = prod) =>
    problemsOf({ ...config, datadog: { ...config.datadog, ...datadog } });

  it('needs an Extension that reads the secret anew', () => {
    const apiKey = { from: 'out-of-band', rotation } as const;
    expect(withDatadog({ extensionVersion: 80, apiKey }, dev)).toContainEqual(
      expect.stringMatching(
        /datadog\.extensionVersion: must be at least 88 while datadog\.apiKey\.rotation is on, got 80/,
      ),
    );
    expect(withDatadog({ apiKey }, dev)).toEqual([]);
  });

  it('needs a way to the API of Datadog, which ap2 has by NAT only', () => {
    const services = Object.fromEntries(
      Object.entries(privateLink).map(([what, name]) => [what, name.replace('us-east-1', 'ap-southeast-2')]),
    ) as typeof privateLink;
    const through = (nat: 'single' | undefined) =>
      withDatadog(
        { site: 'ap2.datadoghq.com', llmObservability: false },
        vpc({ toDatadog: { privateLink: services, ...(nat === undefined ? {} : { nat }) } }),
      );
    expect(through(undefined)).toEqual([
      expect.stringMatching(/network\.toDatadog\.nat: required while datadog\.apiKey\.rotation is on/),
    ]);
    expect(through('single')).toEqual([]);
  });

  it.each([
    { everyDays: 1, applicationKeyMaxDays: 90 },
    { everyDays: 91, applicationKeyMaxDays: 90 },
    { everyDays: 30, applicationKeyMaxDays: 7 },
  ])('refuses %j', (wrong) => {
    expect(withDatadog({ apiKey: { from: 'out-of-band', rotation: wrong } })).toHaveLength(1);
  });
});
