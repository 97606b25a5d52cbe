import { GATEWAY_MAX_TIMEOUT_MS } from '../../handlers/contract/deadlines';
import { RELOADING_EXTENSION_VERSION } from '../../handlers/contract/rotation';
import { batchProblems } from './batch';
import { dataProblems } from './data-policy';
import { layerProblems } from './datadog-layers';
import { DATADOG_SITES, type DatadogSite } from './datadog-sites';
import { economyProblems } from './economy';
import { evaluationProblems } from './evaluation';
import { experimentProblems } from './experiment';
import { modelPlaceProblems, modelProblems } from './model-rules';
import type { ServiceConfig } from './schema';

/** What is wrong between fields, each of which is well formed by itself. */
export interface RuleProblem {
  /** The field to change. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

type Section = keyof ServiceConfig;

interface Rule {
  /** Sections it looks at: it is left out while one of them is itself malformed. */
  readonly reads: readonly Section[];
  readonly problems: (config: ServiceConfig) => RuleProblem[];
}

const rule = <K extends Section>(
  reads: readonly K[],
  problems: (config: Pick<ServiceConfig, K>) => RuleProblem[],
): Rule => ({ reads, problems });

/** Every rule whose sections are well formed, so that one run shows all there is to mend. */
export const ruleProblems = (config: ServiceConfig, malformed: ReadonlySet<PropertyKey>): RuleProblem[] =>
  RULES.filter(({ reads }) => !reads.some((section) => malformed.has(section))).flatMap(({ problems }) =>
    problems(config),
  );

const productionIsWhole = rule(
  ['category', 'requirements', 'network', 'api', 'protectFromDestroy'],
  ({ category, requirements, network, api, protectFromDestroy }) => {
    if (category !== 'production') return [];
    const because = 'required where category is "production"';
    return [
      ...(requirements === undefined
        ? [
            {
              path: ['requirements'],
              message: `${because}: availability, latency, recovery times, traffic, monthly budget, owner, reviewedOn`,
            },
          ]
        : []),
      ...(network.kind === 'none' ? [{ path: ['network', 'kind'], message: `"vpc" is ${because}, got "none"` }] : []),
      ...(api.firewall === undefined ? [{ path: ['api', 'firewall'], message: because }] : []),
      ...(protectFromDestroy ? [] : [{ path: ['protectFromDestroy'], message: `true is ${because}, got false` }]),
    ];
  },
);

const modelsFit = rule(['chat', 'models', 'requirements'], modelProblems);
const modelsAreNear = rule(['aws', 'models'], modelPlaceProblems);

const economySaves = rule(['chat', 'models'], economyProblems);

const guardIsTold = rule(['category', 'budget', 'requirements'], ({ category, budget, requirements }) =>
  // in production the lack of requirements is a problem by itself
  budget.guard !== undefined && requirements === undefined && category !== 'production'
    ? [
        {
          path: ['budget', 'guard'],
          message: 'needs requirements.monthlyBudgetUsd: without a budget nobody tells it anything',
        },
      ]
    : [],
);

const timesFit = rule(['chat', 'requirements'], ({ chat, requirements }) => {
  const found: RuleProblem[] = [];
  if (chat.timeoutSeconds * 1_000 >= GATEWAY_MAX_TIMEOUT_MS) {
    found.push({
      path: ['chat', 'timeoutSeconds'],
      message: `must be under ${GATEWAY_MAX_TIMEOUT_MS / 1_000} (API Gateway gives up then), got ${chat.timeoutSeconds}`,
    });
  }
  if (requirements !== undefined && requirements.latency.milliseconds >= chat.timeoutSeconds * 1_000) {
    found.push({
      path: ['requirements', 'latency', 'milliseconds'],
      message: `must be under chat.timeoutSeconds (${chat.timeoutSeconds * 1_000} ms), got ${requirements.latency.milliseconds}: a slower answer never leaves the function`,
    });
  }
  return found;
});

const capacityFits = rule(['chat', 'api', 'requirements'], ({ chat, api, requirements }) => {
  const found: RuleProblem[] = [];
  if (chat.provisionedConcurrency > chat.reservedConcurrency) {
    found.push({
      path: ['chat', 'provisionedConcurrency'],
      message: `must be at most chat.reservedConcurrency (${chat.reservedConcurrency}), got ${chat.provisionedConcurrency}`,
    });
  }
  if (requirements === undefined) return found;
  const { expectedRequestsPerSecond, latency } = requirements;
  if (expectedRequestsPerSecond > api.throttle.ratePerSecond) {
    found.push({
      path: ['api', 'throttle', 'ratePerSecond'],
      message: `must be at least requirements.expectedRequestsPerSecond (${expectedRequestsPerSecond}), got ${api.throttle.ratePerSecond}`,
    });
  }
  // Little's law, with every request as slow as the target still allows
  const busy = Math.ceil((expectedRequestsPerSecond * latency.milliseconds) / 1_000);
  if (busy > chat.reservedConcurrency) {
    found.push({
      path: ['chat', 'reservedConcurrency'],
      message: `must be at least ${busy} (requirements: ${expectedRequestsPerSecond} requests per second x ${latency.milliseconds} ms), got ${chat.reservedConcurrency}`,
    });
  }
  return found;
});

/** An IPv4 block written from its first address. */
function cidrStart(cidr: string): string {
  const [address = '', prefix = ''] = cidr.split('/');
  const size = 2 ** (32 - Number(prefix));
  const start = address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const first = Math.floor(start / size) * size;
  return `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.')}/${prefix}`;
}

/** A principal by which a limit can be found again: what STS shows of a session has neither path nor end. */
const PRINCIPAL = /^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/;

const limitsFit = rule(['api', 'limits', 'requirements'], ({ api: { auth }, limits, requirements }) => {
  if (limits === undefined) return [];
  const { tenants, default: forAll } = limits;
  const strange = Object.keys(tenants).flatMap((tenant) => {
    const path = ['limits', 'tenants', tenant];
    if (auth.kind === 'api-keys' && !auth.consumers.some(({ name }) => name === tenant)) {
      const names = auth.consumers.map(({ name }) => name).join(', ');
      return [{ path, message: `must be the name of a consumer in api.auth (${names}), got "${tenant}"` }];
    }
    return auth.kind === 'iam' && !PRINCIPAL.test(tenant)
      ? [{ path, message: `must be the ARN of an IAM role or user, as api.auth is "iam", got "${tenant}"` }]
      : [];
  });
  const budget = requirements?.monthlyBudgetUsd;
  const beyond = [
    ...(forAll === undefined ? [] : [{ path: ['limits', 'default', 'dailyUsd'], usd: forAll.dailyUsd }]),
    ...Object.entries(tenants).map(([tenant, { dailyUsd }]) => ({
      path: ['limits', 'tenants', tenant, 'dailyUsd'],
      usd: dailyUsd,
    })),
  ].flatMap(({ path, usd }) =>
    budget !== undefined && usd !== undefined && usd > budget
      ? [
          {
            path,
            message: `must be at most requirements.monthlyBudgetUsd (${budget}), got ${usd}: one tenant would spend a month's money in a day`,
          },
        ]
      : [],
  );
  if (forAll === undefined && Object.keys(tenants).length === 0)
    return [{ path: ['limits'], message: 'must have a default or tenants: with neither nothing is limited' }];
  return [...strange, ...beyond];
});

const networkIsWhole = rule(['aws', 'network', 'datadog'], ({ aws, network, datadog }) => {
  if (network.kind === 'none') return [];
  const found: RuleProblem[] = [];
  const prefix = Number(network.cidr.split('/')[1]);
  if (prefix < 16 || prefix > 20)
    found.push({ path: ['network', 'cidr'], message: `must be a /16 to /20 block, got /${prefix}` });
  else if (cidrStart(network.cidr) !== network.cidr)
    found.push({
      path: ['network', 'cidr'],
      message: `must begin where its block does, ${cidrStart(network.cidr)}, got "${network.cidr}"`,
    });
  for (const [index, zone] of network.zones.entries()) {
    if (zone.slice(0, -1) !== aws.region)
      found.push({
        path: ['network', 'zones', index],
        message: `must lie in aws.region (${aws.region}), got "${zone}"`,
      });
    if (network.zones.indexOf(zone) !== index)
      found.push({ path: ['network', 'zones', index], message: `must not be named twice, got "${zone}"` });
  }
  if (network.zones.length > 6)
    found.push({ path: ['network', 'zones'], message: `must name at most 6 zones, got ${network.zones.length}` });

  const { privateLink, nat } = network.toDatadog;
  const site: DatadogSite = DATADOG_SITES[datadog.site];
  const path = ['network', 'toDatadog'];
  if (privateLink === undefined && nat === undefined) {
    found.push({ path, message: 'must have privateLink, nat or both: without either no telemetry leaves the network' });
  }
  if (privateLink !== undefined && site.privateLinkRegion === undefined) {
    const having = Object.entries<DatadogSite>(DATADOG_SITES).filter(([, s]) => s.privateLinkRegion !== undefined);
    found.push({
      path: [...path, 'privateLink'],
      message: `Datadog offers no PrivateLink for the site ${datadog.site} (only for ${having.map(([name]) => name).join(', ')}): use nat`,
    });
  } else if (privateLink !== undefined) {
    for (const [service, name] of Object.entries(privateLink)) {
      if (!name.startsWith(`com.amazonaws.vpce.${site.privateLinkRegion}.`)) {
        found.push({
          path: [...path, 'privateLink', service],
          message: `must be a service in ${site.privateLinkRegion}, where ${datadog.site} is, got "${name}"`,
        });
      }
    }
  }
  if (privateLink !== undefined && nat === undefined && datadog.llmObservability) {
    found.push({
      path: [...path, 'nat'],
      message: 'required while datadog.llmObservability is on: its intake has no PrivateLink',
    });
  }
  return found;
});

const datadogFits = rule(['aws', 'datadog'], ({ aws, datadog }) => [
  ...layerProblems(aws.region, datadog.nodeLayerVersion, datadog.extensionVersion).map(({ field, problem }) =>
    field === 'region'
      ? { path: ['aws', 'region'], message: `"${aws.region}": ${problem}` }
      : { path: ['datadog', field], message: `${problem}, got ${datadog[field]}` },
  ),
]);

/** Where a rotation is on, its new keys reach Extensions, and it reaches Datadog's API. */
const keysCanRotate = rule(['network', 'datadog'], ({ network, datadog }) => {
  if (datadog.apiKey.rotation === undefined) return [];
  const found: RuleProblem[] = [];
  if (datadog.extensionVersion < RELOADING_EXTENSION_VERSION) {
    found.push({
      path: ['datadog', 'extensionVersion'],
      message: `must be at least ${RELOADING_EXTENSION_VERSION} while datadog.apiKey.rotation is on, got ${datadog.extensionVersion}: older ones never read a rotated key`,
    });
  }
  const { apiByPrivateLink }: DatadogSite = DATADOG_SITES[datadog.site];
  if (network.kind === 'vpc' && network.toDatadog.nat === undefined && apiByPrivateLink !== true) {
    found.push({
      path: ['network', 'toDatadog', 'nat'],
      message: `required while datadog.apiKey.rotation is on: there is no PrivateLink to api.${datadog.site}, by which keys are made`,
    });
  }
  return found;
});

const certificateIsNear = rule(['aws', 'api'], ({ aws, api }) => {
  const certificateRegion = api.customDomain?.certificateArn.split(':')[3];
  return certificateRegion === undefined || certificateRegion === aws.region
    ? []
    : [
        {
          path: ['api', 'customDomain', 'certificateArn'],
          message: `must lie in aws.region (${aws.region}), as a regional API needs, got one in ${certificateRegion}`,
        },
      ];
});

const dataIsKeptAsAllowed = rule(['data', 'responseCache', 'idempotency'], dataProblems);

const experimentIsWhole = rule(['experiment', 'models'], experimentProblems);
const batchFits = rule(['batch', 'models', 'requirements', 'data'], batchProblems);

const evaluationFits = rule(['evaluation', 'data', 'models', 'requirements'], evaluationProblems);

const RULES: readonly Rule[] = [
  productionIsWhole,
  modelsFit,
  modelsAreNear,
  economySaves,
  guardIsTold,
  timesFit,
  capacityFits,
  limitsFit,
  networkIsWhole,
  datadogFits,
  keysCanRotate,
  certificateIsNear,
  dataIsKeptAsAllowed,
  experimentIsWhole,
  batchFits,
  evaluationFits,
];
