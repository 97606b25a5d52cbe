/** What a query of Datadog says, as a tree. https://docs.datadoghq.com/metrics/advanced-filtering/, https://docs.datadoghq.com/dashboards/functions/ */

/** Terms within the braces of a metric. */
export type Filter =
  /** `*` */
  | { readonly kind: 'everything' }
  /** `key:value`; a value may hold `*`, a Terraform reference or a template variable. */
  | { readonly kind: 'tag'; readonly key: string; readonly value: string }
  /** `key IN (a, b)` */
  | { readonly kind: 'in'; readonly key: string; readonly values: readonly string[] }
  /** `$env`: a template variable that stands for a whole `key:value`. */
  | { readonly kind: 'variable'; readonly name: string }
  /** A bare word, which is a tag without a value. */
  | { readonly kind: 'word'; readonly text: string }
  /** `!x`, `NOT x`, `-x`, `key NOT IN (a)` */
  | { readonly kind: 'not'; readonly of: Filter }
  /** `a,b`, `a AND b` */
  | { readonly kind: 'and'; readonly of: readonly Filter[] }
  | { readonly kind: 'or'; readonly of: readonly Filter[] };

/** `.as_count()`, `.rollup(sum, 60)` */
export interface Modifier {
  readonly name: string;
  readonly args: readonly Expression[];
}

/** One `aggregator:metric{filter} by {keys}.modifier()`. */
export interface MetricQuery {
  readonly kind: 'metric';
  /** `sum`, `p95`, `count`; as it stands, also where it has a condition: `count(v: v<=300)`. */
  readonly aggregator: string;
  readonly metric: string;
  readonly filter: Filter;
  /** Tag keys that it is split by. */
  readonly by: readonly string[];
  readonly modifiers: readonly Modifier[];
}

export type Expression =
  | MetricQuery
  | { readonly kind: 'number'; readonly value: number }
  /** A word or a quoted text among the arguments of a function, or the name of a query in a formula. */
  | { readonly kind: 'text'; readonly text: string }
  /** `direction='above'` */
  | { readonly kind: 'named'; readonly name: string; readonly value: Expression }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly args: readonly Expression[];
      readonly modifiers: readonly Modifier[];
    }
  | { readonly kind: 'negative'; readonly of: Expression }
  | {
      readonly kind: 'operation';
      readonly operator: '+' | '-' | '*' | '/';
      readonly left: Expression;
      readonly right: Expression;
    };

export type Comparator = '>' | '>=' | '<' | '<=' | '==' | '!=';

export interface Comparison {
  readonly comparator: Comparator;
  /** Absent where a Terraform reference stands for it. */
  readonly threshold?: number;
}

/** How the points of a window become the one number that is compared: `avg(last_5m)`. */
export interface Evaluation {
  readonly aggregator: string;
  /** `5m`, `1h`; of a forecast, what lies ahead. */
  readonly window: string;
  readonly ahead: boolean;
  /** `change(avg(last_5m),last_1h)`: against what was an hour before. */
  readonly change?: { readonly by: 'change' | 'pct_change'; readonly shift: string };
}

/** A monitor's query. */
export type MonitorQuery =
  | ({ readonly kind: 'metric'; readonly evaluation: Evaluation; readonly expression: Expression } & Comparison)
  /** `logs("...").rollup("count").last("5m") > 5`, `burn_rate("...").over("30d") > 6`, `"check".over("*").count_by_status()` */
  | { readonly kind: 'chain'; readonly calls: readonly Modifier[]; readonly comparison?: Comparison }
  /** `123 && !456` */
  | { readonly kind: 'composite'; readonly of: Condition };

export type Condition =
  /** The id of a monitor, as it stands: digits or a Terraform reference. */
  | { readonly kind: 'monitor'; readonly id: string }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Condition[] };
