import { SoftwareCatalog } from '@cdktf/provider-datadog/lib/software-catalog';
import { Construct } from 'constructs';
import type { ServiceConfig } from '../config/schema';
import { jsonText } from '../json-text';
import { datadogTags, tagsOf } from '../names';

export interface CatalogEntryProps {
  readonly config: ServiceConfig;
  readonly dashboardUrl: string;
}

/** How far a service is, in the catalog's words. */
const LIFECYCLE: Readonly<Record<ServiceConfig['category'], string>> = {
  development: 'experimental',
  verification: 'preproduction',
  production: 'production',
};

/**
 * Who owns the service, and where its documents are. A catalog knows a service once, not once an environment, so each
 * environment has an entry of its own; production's bears the name that traces and metrics bear.
 * https://docs.datadoghq.com/internal_developer_portal/software_catalog/entity_model/native_entities/
 */
export class CatalogEntry extends Construct {
  constructor(scope: Construct, id: string, { config, dashboardUrl }: CatalogEntryProps) {
    super(scope, id);

    // JSON is YAML, which the resource wants
    new SoftwareCatalog(this, 'Default', { entity: jsonText(this, entityOf(config, dashboardUrl)) });
  }
}

/** The entity, schema v3. */
export function entityOf(config: ServiceConfig, dashboardUrl: string) {
  const { service, env, category, owner, datadog } = config;
  const repository = repositoryOf(datadog.runbookUrl);
  return {
    apiVersion: 'v3',
    kind: 'service',
    metadata: {
      name: category === 'production' ? service : `${service}-${env}`,
      displayName: `${service} (${env})`,
      owner: owner.team,
      tags: datadogTags(tagsOf(config)),
      contacts: [{ name: owner.team, type: 'email', contact: owner.email }],
      links: [
        { name: 'Runbook', type: 'runbook', url: datadog.runbookUrl },
        { name: 'Dashboard', type: 'dashboard', url: dashboardUrl },
        ...(repository === undefined ? [] : [{ name: 'Source', type: 'repo', url: repository }]),
      ],
    },
    spec: {
      lifecycle: LIFECYCLE[category],
      tier: category === 'production' ? '1' : '3',
      type: 'web',
      languages: ['typescript'],
    },
    ...(repository === undefined
      ? {}
      : { datadog: { codeLocations: [{ repositoryURL: repository, paths: ['handlers/**'] }] } }),
  };
}

/** The repository that a runbook is read in, where it is read in one: `https://github.com/a/b` of `.../blob/main/docs/runbook`. */
export const repositoryOf = (runbookUrl: string): string | undefined =>
  /^(.+)\/(?:-\/)?blob\//.exec(runbookUrl)?.[1]?.replace(/\/-$/, '');
