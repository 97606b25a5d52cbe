import { DatadogProvider } from '@cdktf/provider-datadog/lib/provider';
import type { Construct } from 'constructs';
import { DATADOG_SITES, type DatadogSiteName } from '../config/datadog-sites';
import type { Tags } from '../names';

/**
 * The Datadog provider. Its keys come from DD_API_KEY and DD_APP_KEY where Terraform runs, never from the plan.
 * Default tags reach monitors, SLOs and pipelines only: https://registry.terraform.io/providers/DataDog/datadog/latest/docs
 */
export const datadogProvider = (
  scope: Construct,
  { site, tags }: { readonly site: DatadogSiteName; readonly tags: Tags },
): DatadogProvider =>
  new DatadogProvider(scope, 'provider-datadog', {
    apiUrl: DATADOG_SITES[site].apiUrl,
    defaultTags: { tags: { ...tags } },
  });
