/** What depends on the Datadog site. Source: https://docs.datadoghq.com/getting_started/site/ and the pages named below. */
export interface DatadogSite {
  /** Where the Terraform provider sends its calls; no path. */
  readonly apiUrl: string;
  /** Where people look: dashboards, monitors. */
  readonly appUrl: string;
  /** Account whose principal reads CloudWatch: https://docs.datadoghq.com/integrations/guide/aws-terraform-setup/ */
  readonly integrationAccountId: string;
  /** Region of the PrivateLink services, where there are any: https://docs.datadoghq.com/agent/guide/private-link/ */
  readonly privateLinkRegion?: string;
  /** Whether `api.<site>` is one of its names; ap2 has names of its own for PrivateLink. Same page. */
  readonly apiByPrivateLink?: boolean;
  /** https://docs.datadoghq.com/llm_observability/ */
  readonly hasLlmObservability: boolean;
}

const US_ACCOUNT = '464622532012';

export const DATADOG_SITES = {
  'datadoghq.com': {
    apiUrl: 'https://api.datadoghq.com/',
    appUrl: 'https://app.datadoghq.com',
    integrationAccountId: US_ACCOUNT,
    privateLinkRegion: 'us-east-1',
    apiByPrivateLink: true,
    hasLlmObservability: true,
  },
  'us3.datadoghq.com': {
    apiUrl: 'https://api.us3.datadoghq.com/',
    appUrl: 'https://us3.datadoghq.com',
    integrationAccountId: US_ACCOUNT,
    hasLlmObservability: true,
  },
  'us5.datadoghq.com': {
    apiUrl: 'https://api.us5.datadoghq.com/',
    appUrl: 'https://us5.datadoghq.com',
    integrationAccountId: US_ACCOUNT,
    hasLlmObservability: true,
  },
  'datadoghq.eu': {
    apiUrl: 'https://api.datadoghq.eu/',
    appUrl: 'https://app.datadoghq.eu',
    integrationAccountId: US_ACCOUNT,
    hasLlmObservability: true,
  },
  'ap1.datadoghq.com': {
    apiUrl: 'https://api.ap1.datadoghq.com/',
    appUrl: 'https://ap1.datadoghq.com',
    integrationAccountId: '417141415827',
    privateLinkRegion: 'ap-northeast-1',
    apiByPrivateLink: true,
    hasLlmObservability: true,
  },
  'ap2.datadoghq.com': {
    apiUrl: 'https://api.ap2.datadoghq.com/',
    appUrl: 'https://ap2.datadoghq.com',
    integrationAccountId: '412381753143',
    privateLinkRegion: 'ap-southeast-2',
    hasLlmObservability: true,
  },
} as const satisfies Record<string, DatadogSite>;

export type DatadogSiteName = keyof typeof DATADOG_SITES;
