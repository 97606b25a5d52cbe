import { Construct } from 'constructs';
import { SAMPLE_PREFIXES, SAMPLING, type SampleSettings } from '../../handlers/contract/evaluation';
import type { ServiceConfig } from '../config/schema';
import { Bucket } from './bucket';
import type { AwsEndpoint } from './network-endpoints';
import type { RoleGrant } from './service-role';

export interface SamplesProps {
  readonly config: ServiceConfig;
  /** What the data policy says of them. */
  readonly samples: NonNullable<ServiceConfig['data']['samples']>;
  readonly kmsKeyArn: string;
}

const SECONDS_IN_A_DAY = 86_400;
const BYTES_IN_A_GIGABYTE = 1e9;
/** A bucket that is all but empty is sized for this, or its monitor would watch for a few kilobytes. */
const LEAST_GIGABYTES = 0.1;

/** Answers that are kept to be judged: chat writes them, the evaluation takes them away. */
export class Samples extends Construct {
  readonly bucket: Bucket;
  /** What chat is told. */
  readonly settings: SampleSettings;
  readonly chatGrants: readonly RoleGrant[];
  readonly evaluateGrants: readonly RoleGrant[];
  readonly endpoints: readonly AwsEndpoint[];

  constructor(scope: Construct, id: string, { config, samples, kmsKeyArn }: SamplesProps) {
    super(scope, id);

    const { waiting, failed } = SAMPLE_PREFIXES;
    this.bucket = new Bucket(this, 'bucket', {
      config,
      part: 'samples',
      kmsKeyArn,
      expiryDays: samples.keepDays,
      // an older version would outlive the policy
      versioned: false,
      expectedGigabytes: gigabytesOf(config, samples),
    });
    this.settings = { bucket: this.bucket.name, share: samples.share };
    this.chatGrants = this.bucket.objectGrants({
      sid: 'KeepSamples',
      actions: ['s3:PutObject'],
      prefix: waiting,
      why: 'chat keeps a share of its answers, to be judged',
    });
    const work = [
      ...this.bucket.objectGrants({
        sid: 'TakeSamples',
        actions: ['s3:GetObject', 's3:DeleteObject'],
        prefix: waiting,
        why: 'the evaluation reads samples, and takes away what it has judged',
      }),
      ...this.bucket.objectGrants({
        sid: 'KeepFailedSamples',
        actions: ['s3:PutObject'],
        prefix: failed,
        why: 'answers that failed are kept for people to look at',
      }),
    ];
    const find: RoleGrant = {
      sid: 'FindSamples',
      actions: ['s3:ListBucket'],
      resources: [this.bucket.arn],
      // without a prefix S3 asks whether somebody may know that an object is not there: 404, and not 403
      conditions: { StringEqualsIfExists: { 's3:prefix': waiting } },
      why: 'the evaluation looks which samples wait',
    };
    this.evaluateGrants = [...work, find];
    const functionOf = (handler: string) => [`functionname:${config.service}-${config.env}-${handler}`];
    this.endpoints = [
      this.bucket.endpoint(this.chatGrants, functionOf('chat')),
      ...(config.evaluation === undefined
        ? []
        : [
            this.bucket.endpoint(work, functionOf('evaluate')),
            {
              service: 's3',
              actions: find.actions,
              resources: find.resources,
              carries: 'work',
              scope: functionOf('evaluate'),
            } as const,
          ]),
    ];
  }
}

/** All of them until they expire, each as large as one may be: as if nobody judged. */
const gigabytesOf = ({ requirements }: ServiceConfig, { share, keepDays }: SamplesProps['samples']): number => {
  const perDay = (requirements?.expectedRequestsPerSecond ?? 0) * share * SECONDS_IN_A_DAY;
  return Math.max(LEAST_GIGABYTES, Math.ceil((perDay * keepDays * SAMPLING.maxBytes) / BYTES_IN_A_GIGABYTE));
};
