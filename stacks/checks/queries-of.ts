import type { Facts } from './check';
import type { Query } from './queries';

/** A query and what it stands in. */
export interface QueryAt {
  /** Terraform address of the monitor, SLO or dashboard. */
  readonly address: string;
  readonly query: Query;
  /** Names of template variables that it may use. */
  readonly variables: ReadonlySet<string>;
}

const NO_VARIABLES: ReadonlySet<string> = new Set();

/** Every query of the plan: monitors, then SLOs, then widgets. */
export const queriesOf = ({ datadog: { monitors, slos, dashboards } }: Facts): QueryAt[] => [
  ...monitors.map(({ address, query }) => ({ address, query, variables: NO_VARIABLES })),
  ...slos.flatMap(({ address, queries }) => queries.map((query) => ({ address, query, variables: NO_VARIABLES }))),
  ...dashboards.flatMap(({ address, queries, variables }) =>
    queries.map((query) => ({ address, query, variables: new Set(variables.map(({ name }) => name)) })),
  ),
];
