import { type Graph, numberText } from '../query';

/** Width of a dashboard, in Datadog's columns. */
const FULL = 12;

/** Widths by name: what stands side by side adds up to a row. */
export const WIDTH = { full: FULL, half: FULL / 2, third: FULL / 3, quarter: FULL / 4 } as const;

/** A widget before it has a place. https://docs.datadoghq.com/dashboards/graphing_json/widget_json/ */
export interface Widget {
  readonly width: keyof typeof WIDTH;
  /** Rows. */
  readonly height: number;
  readonly definition: Readonly<Record<string, unknown>>;
}

export interface Placed {
  readonly definition: Widget['definition'];
  readonly layout: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

/** Puts widgets side by side, and a new row where the next does not fit. */
export function placed(widgets: readonly Widget[]): Placed[] {
  let x = 0;
  let y = 0;
  let rowHeight = 0;
  return widgets.map(({ width, height, definition }) => {
    const columns = WIDTH[width];
    if (x + columns > FULL) {
      x = 0;
      y += rowHeight;
      rowHeight = 0;
    }
    const layout = { x, y, width: columns, height };
    x += columns;
    rowHeight = Math.max(rowHeight, height);
    return { definition, layout };
  });
}

/** A line across a graph, at a threshold. */
export interface Marker {
  readonly kind: 'error' | 'warning';
  readonly value: number;
}

/** Longest list that Datadog draws without scrolling. */
const TOP = 10;

interface Line {
  readonly label: string;
  readonly graph: Graph;
}

/** Lines over time. */
export const timeseries = (
  title: string,
  lines: readonly Line[],
  {
    markers = [],
    width = 'third',
    bars = false,
  }: { markers?: readonly Marker[]; width?: Widget['width']; bars?: boolean } = {},
): Widget => ({
  width,
  height: 3,
  definition: {
    type: 'timeseries',
    title,
    show_legend: true,
    legend_layout: 'auto',
    legend_columns: ['avg', 'max', 'value'],
    requests: lines.map(({ label, graph }) => ({
      response_format: 'timeseries',
      display_type: bars ? 'bars' : 'line',
      queries: namedQueries(graph),
      formulas: [{ alias: label, formula: graph.formula }],
    })),
    markers: markers.map(({ kind, value }) => ({
      value: `y = ${numberText(value)}`,
      display_type: `${kind} dashed`,
      label: `${kind === 'error' ? 'alert' : 'warning'} above ${numberText(value)}`,
    })),
  },
});

/** One number over the shown time, of what adds up. */
export const total = (title: string, graph: Graph, unit?: string): Widget => ({
  width: 'quarter',
  height: 2,
  definition: {
    type: 'query_value',
    title,
    autoscale: true,
    precision: 2,
    ...(unit === undefined ? {} : { custom_unit: unit }),
    requests: [
      {
        response_format: 'scalar',
        queries: namedQueries(graph).map((query) => ({ ...query, aggregator: 'sum' })),
        formulas: [{ formula: graph.formula }],
      },
    ],
  },
});

/** Who has most of something over the shown time, most first. */
export const topList = (title: string, graph: Graph): Widget => ({
  width: 'third',
  height: 3,
  definition: {
    type: 'toplist',
    title,
    requests: [
      {
        response_format: 'scalar',
        queries: namedQueries(graph).map((query) => ({ ...query, aggregator: 'sum' })),
        formulas: [{ formula: graph.formula, limit: { count: TOP, order: 'desc' } }],
      },
    ],
  },
});

const namedQueries = ({ queries }: Graph) =>
  queries.map((query, index) => ({ data_source: 'metrics', name: `query${index + 1}`, query }));

export const slo = (title: string, sloId: string): Widget => ({
  width: 'half',
  height: 4,
  definition: {
    type: 'slo',
    title,
    slo_id: sloId,
    view_type: 'detail',
    view_mode: 'overall',
    time_windows: ['7d', '30d'],
    show_error_budget: true,
  },
});

/** State of the monitors that a search finds: https://docs.datadoghq.com/monitors/manage/search/ */
export const monitorSummary = (query: string): Widget => ({
  width: 'full',
  height: 4,
  definition: {
    type: 'manage_status',
    title: 'Monitors',
    summary_type: 'monitors',
    query,
    display_format: 'countsAndList',
    sort: 'status,asc',
    color_preference: 'text',
    hide_zero_counts: true,
    show_last_triggered: true,
    show_priority: true,
  },
});

/** Widgets under a heading. */
export function group(title: string, widgets: readonly Widget[]): Widget {
  const inside = placed(widgets);
  return {
    width: 'full',
    // one row is the heading's
    height: Math.max(0, ...inside.map(({ layout }) => layout.y + layout.height)) + 1,
    definition: { type: 'group', layout_type: 'ordered', title, show_title: true, widgets: inside },
  };
}
