import * as z from 'zod/mini';
import type { TenantLimits } from '../contract/limits';
import type { Reader } from './settings';

const daily = z
  .object({
    dailyUsd: z.exactOptional(z.number().check(z.positive())),
    dailyTokens: z.exactOptional(z.number().check(z.positive())),
  })
  .check(z.refine(({ dailyUsd, dailyTokens }) => dailyUsd !== undefined || dailyTokens !== undefined));

const limits = z.object({
  table: z.string().check(z.minLength(1)),
  default: z.exactOptional(daily),
  tenants: z.record(z.string(), daily),
  whenUnavailable: z.enum(['open', 'closed']),
});

/** The limits of tenants, or nothing where there are `none`. */
export const tenantLimits: Reader<TenantLimits | undefined> = (value) => {
  if (value === 'none') return undefined;
  try {
    return limits.parse(JSON.parse(value));
  } catch {
    throw new Error('must be none, or JSON of {table, default?, tenants, whenUnavailable}');
  }
};
