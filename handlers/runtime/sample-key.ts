import { SAMPLE_PREFIXES, type Sample } from '../contract/evaluation';

/** Names in the order in which samples were kept, which is the order in which S3 lists them. */
export const sampleKey = (place: keyof typeof SAMPLE_PREFIXES, { keptAt, id }: Pick<Sample, 'keptAt' | 'id'>): string =>
  `${SAMPLE_PREFIXES[place]}${keptAt}-${id}.json`;

const KEPT_AT = /^[^/]*\/(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)-/;

/** When the sample under a key was kept, in milliseconds since 1970; nothing where the key is none of ours. */
export function keptAtOf(key: string): number | undefined {
  const [, keptAt] = KEPT_AT.exec(key) ?? [];
  return keptAt === undefined ? undefined : Date.parse(keptAt);
}
