/** Thirty-two hexadecimal digits: nothing that could lead to another item or object. */
export const isBatchId = (id: unknown): id is string => typeof id === 'string' && /^[0-9a-f]{32}$/.test(id);
