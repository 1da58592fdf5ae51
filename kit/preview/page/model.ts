/** What the page reads of Grafana's classic dashboard JSON: the part that our generator writes. */
export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly description?: string;
  readonly timezone: string;
  readonly time: { readonly from: string; readonly to: string };
  readonly refresh?: string;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly Variable[] };
  readonly annotations: { readonly list: readonly Annotation[] };
}

export interface Variable {
  readonly name: string;
  readonly label?: string;
  readonly type: "datasource" | "custom" | "query";
  /** 2: it is not shown. */
  readonly hide?: number;
  readonly query: string | { readonly query: string };
  readonly multi?: boolean;
  readonly includeAll?: boolean;
  readonly allValue?: string;
  readonly current: { readonly text: string; readonly value: string };
}

export interface Annotation {
  readonly name: string;
  readonly enable: boolean;
  readonly expr: string;
  readonly iconColor: string;
  readonly titleFormat: string;
  readonly useValueForTime?: boolean;
}

export interface Panel {
  readonly id: number;
  readonly type: "row" | "timeseries" | "state-timeline" | "stat" | "bargauge" | "table";
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly links?: readonly { readonly title: string; readonly url: string }[];
  /** The smallest step of its queries, such as `1m`. */
  readonly interval?: string;
  readonly targets?: readonly Target[];
  readonly transformations?: readonly Transformation[];
  readonly fieldConfig?: { readonly defaults: FieldConfig; readonly overrides: readonly Override[] };
  readonly options?: {
    readonly legend?: { readonly showLegend: boolean; readonly placement: string; readonly calcs?: readonly string[] };
    readonly textMode?: string;
    readonly colorMode?: string;
    readonly sortBy?: readonly { readonly displayName: string; readonly desc?: boolean }[];
  };
}

export interface Target {
  readonly refId: string;
  readonly expr: string;
  readonly legendFormat?: string;
  readonly instant?: boolean;
  readonly format?: string;
}

/** `merge`, or `organize` with its options. */
export interface Transformation {
  readonly id: string;
  readonly options: {
    readonly excludeByName?: Readonly<Record<string, boolean>>;
    readonly indexByName?: Readonly<Record<string, number>>;
    readonly renameByName?: Readonly<Record<string, string>>;
  };
}

export interface Override {
  readonly matcher: { readonly id: string; readonly options: string };
  readonly properties: readonly { readonly id: string; readonly value: unknown }[];
}

export interface FieldConfig {
  readonly unit?: string;
  readonly decimals?: number;
  readonly displayName?: string;
  readonly noValue?: string;
  readonly color?: { readonly mode: string; readonly fixedColor?: string };
  readonly thresholds?: { readonly steps: readonly { readonly value: number | null; readonly color: string }[] };
  readonly mappings?: readonly { readonly options: Readonly<Record<string, Mapped>> }[];
  readonly links?: readonly { readonly title: string; readonly url: string }[];
  readonly custom?: {
    readonly lineWidth?: number;
    readonly fillOpacity?: number;
    readonly lineStyle?: { readonly dash?: readonly number[] };
    readonly axisSoftMin?: number;
    readonly axisSoftMax?: number;
    readonly spanNulls?: number | boolean;
    readonly thresholdsStyle?: { readonly mode: string };
    readonly cellOptions?: { readonly type: string };
  };
}

export interface Mapped {
  readonly text?: string;
  readonly color?: string;
}
