import type { TenantLimits } from '../contract/limits';
import { type Limits, limits, NO_LIMITS } from './limits';
import { type TableClientOptions, tableClient } from './table-client';
import { usageTable } from './usage-table';

/** The limits that a function is told of, counted in their table; nothing is counted where there are none. */
export const limitsOf = (settings: TenantLimits | undefined, { telemetry, log }: TableClientOptions): Limits =>
  settings === undefined
    ? NO_LIMITS
    : limits({ settings, table: usageTable(tableClient({ telemetry, log })(settings.table)), telemetry });
