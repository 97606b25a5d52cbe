import { createHmac } from 'node:crypto';

/**
 * Tells whether two values are the same without telling what they are: a hash keyed by the tenant, so that it is another one for
 * the same value of another tenant. 43 characters of base64url.
 *
 * @param values Anything that JSON can hold; the order of fields does not matter.
 */
export const fingerprint = (tenantId: string, purpose: string, ...values: readonly unknown[]): string =>
  createHmac('sha256', tenantId)
    .update(JSON.stringify([purpose, ...values], sorted))
    .digest('base64url');

const sorted = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
