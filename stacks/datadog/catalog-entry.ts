import { SoftwareCatalog } from '@cdktf/provider-datadog/lib/software-catalog';
import { Construct } from 'constructs';
import type { ServiceConfig } from '../config/schema';
import { datadogTags, tagsOf } from '../names';

/** How far a service is, in the catalog's words. */
const LIFECYCLE: Readonly<Record<ServiceConfig['category'], string>> = {
  development: 'experimental',
  verification: 'preproduction',
  production: 'production',
};

/**
 * Who owns the service, and where its documents are. A catalog knows a service once, not once an environment, so each
 * environment has an entry of its own, named with it. https://docs.datadoghq.com/software_catalog/entity_model/native_entities/
 */
export class CatalogEntry extends Construct {
  constructor(scope: Construct, id: string, { config }: { readonly config: ServiceConfig }) {
    super(scope, id);

    const { service, env, owner, datadog } = config;
    new SoftwareCatalog(this, 'Default', {
      // JSON is YAML, which the resource wants
      entity: JSON.stringify({
        apiVersion: 'v3',
        kind: 'service',
        metadata: {
          name: config.category === 'production' ? service : `${service}-${env}`,
          displayName: `${service} (${env})`,
          owner: owner.team,
          tags: datadogTags(tagsOf(config)),
          contacts: [{ name: owner.team, type: 'email', contact: owner.email }],
          links: [{ name: 'Runbook', type: 'runbook', url: `${datadog.runbookUrl}/README.md` }],
        },
        spec: {
          lifecycle: LIFECYCLE[config.category],
          tier: config.category === 'production' ? '1' : '3',
          type: 'web',
          languages: ['typescript'],
        },
      }),
    });
  }
}
