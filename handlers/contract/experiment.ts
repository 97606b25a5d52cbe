/** A comparison of ways to answer: each user gets one of the variants, and keeps it. */
export interface Experiment {
  /** First part of the `variant` tag. */
  readonly name: string;
  /** Changing it deals all users anew. */
  readonly salt: string;
  readonly variants: readonly Variant[];
}

/** One way to answer. One that changes nothing is the control. */
export interface Variant {
  /** Last part of the `variant` tag. */
  readonly name: string;
  /** Percent of users; those of an experiment add up to 100. */
  readonly weight: number;
  /** Alias of the model that answers instead of the default one. */
  readonly model?: string;
  /** Instructions put before those of the request. */
  readonly systemPrefix?: string;
}

/** Tag of a request in an experiment. */
export const variantTag = (experiment: Pick<Experiment, 'name'>, variant: Pick<Variant, 'name'>): string =>
  `${experiment.name}-${variant.name}`;
