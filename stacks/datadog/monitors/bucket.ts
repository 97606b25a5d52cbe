import type { BucketPart } from '../../parts';
import { level, plain } from '../query';
import { type MonitorSpec, metricMonitor } from './spec';

const BYTES_IN_A_GIGABYTE = 1e9;
/** A month of growth that nobody planned for, or objects that do not expire: either way not what it was sized for. */
const TOO_MUCH = 2;

/**
 * A bucket fails with those who use it, and their own metrics say so within a minute. By itself it can only fill: because
 * its objects do not expire, or because more is written than anybody planned.
 */
export const bucketMonitors = (bucket: BucketPart): MonitorSpec[] => [
  metricMonitor({
    id: `${bucket.id}-bucket-fills`,
    kind: 'bucket-fills',
    title: `The bucket ${bucket.name} holds more than it was sized for`,
    shows: 'bytes kept, as S3 counts them once a day',
    parts: [bucket.id],
    severity: 'notify',
    measure: plain(level('max', 'aws.s3.bucket_size_bytes', { bucketname: bucket.name })),
    over: 'max',
    // one point a day, and a late one must not leave a hole
    window: '2d',
    thresholds: {
      critical: TOO_MUCH * bucket.expectedGigabytes * BYTES_IN_A_GIGABYTE,
      warning: bucket.expectedGigabytes * BYTES_IN_A_GIGABYTE,
    },
    derivation: `twice the ${bucket.expectedGigabytes} GB that it holds at the busiest, with everything gone after ${bucket.expiryDays} days; warning at once`,
    noData: { policy: 'ok', because: 'S3 says nothing of a bucket that is empty' },
  }),
];
