import { rounded } from '../query';

/** Width of a dashboard, in Datadog's columns. */
const FULL = 12;

/** Widths by name: what stands side by side adds up to a row. */
export const WIDTH = { full: FULL, half: FULL / 2, third: FULL / 3, quarter: FULL / 4 } as const;

/** A widget before it has a place. */
export interface Widget {
  readonly width: keyof typeof WIDTH;
  /** Rows. */
  readonly height: number;
  readonly definition: Readonly<Record<string, unknown>>;
}

export interface Line {
  readonly label: string;
  readonly query: string;
}

export interface Marker {
  readonly label: string;
  readonly value: number;
}

/** Puts widgets side by side, and a new row where the next does not fit. https://docs.datadoghq.com/dashboards/graphing_json/ */
export function placed(widgets: readonly Widget[]) {
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

/** Lines over time, with the threshold of the monitor that watches them. */
export const timeseries = (
  title: string,
  lines: readonly Line[],
  markers: readonly Marker[] = [],
  width: Widget['width'] = 'third',
): Widget => ({
  width,
  height: 2,
  definition: {
    type: 'timeseries',
    title,
    show_legend: lines.length > 1,
    requests: [
      {
        response_format: 'timeseries',
        display_type: 'line',
        queries: lines.map(({ query }, index) => ({ data_source: 'metrics', name: `q${index}`, query })),
        formulas: lines.map(({ label }, index) => ({ alias: label, formula: `q${index}` })),
      },
    ],
    markers: markers.map(({ label, value }) => ({
      label,
      value: `y = ${rounded(value)}`,
      display_type: 'error dashed',
    })),
  },
});

/** One number over the shown time. */
export const number = (title: string, query: string, unit: string, precision: number): Widget => ({
  width: 'quarter',
  height: 1,
  definition: {
    type: 'query_value',
    title,
    autoscale: true,
    precision,
    custom_unit: unit,
    requests: [
      {
        response_format: 'scalar',
        queries: [{ data_source: 'metrics', name: 'q0', query, aggregator: 'sum' }],
        formulas: [{ formula: 'q0' }],
      },
    ],
  },
});

export const slo = (sloId: string): Widget => ({
  width: 'half',
  height: 3,
  definition: {
    type: 'slo',
    slo_id: sloId,
    view_type: 'detail',
    view_mode: 'overall',
    time_windows: ['7d', '30d'],
    show_error_budget: true,
  },
});

/** State of all monitors with these tags. */
export const monitorSummary = (tags: readonly string[]): Widget => ({
  width: 'full',
  height: 3,
  definition: {
    type: 'manage_status',
    title: 'Monitors',
    query: tags.map((tag) => `tag:"${tag}"`).join(' AND '),
    display_format: 'countsAndList',
    sort: 'status,asc',
    color_preference: 'text',
    hide_zero_counts: true,
    show_last_triggered: true,
  },
});

/** Widgets under a heading. */
export const group = (title: string, widgets: readonly Widget[]): Widget => {
  const inside = placed(widgets);
  return {
    width: 'full',
    height: Math.max(0, ...inside.map(({ layout }) => layout.y + layout.height)) + 1,
    definition: { type: 'group', layout_type: 'ordered', title, widgets: inside },
  };
};
