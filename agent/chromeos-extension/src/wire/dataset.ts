// Those parts of the Dataset's format that travel in frames, in the format's own words. Decides nothing.

/** One process at one instant; an absent source is an absent field, never 0. */
export interface MetricPoint {
  /** Percent of one core. */
  cpu_chrome_usage?: number;
  /** Bytes. */
  memory_private?: number;
  /** Bytes. */
  js_heap_size?: number;
  custom_metrics?: Record<string, number>;
}

/** The key under which values stand that belong to the run and to no process. */
export const RUN_PID = 0;

/** A process as its browser calls it; the controller knows which type of the Dataset that is. */
export interface ProcessInfo {
  pid: number;
  /** E.g. `renderer`. */
  type: string;
  title?: string;
}

export type LogLevel = "debug" | "info" | "warn" | "error";

export type Direction = "lower_is_better" | "higher_is_better";

export type Aggregate = "mean" | "median" | "min" | "max" | "p95" | "p99" | "sum" | "last" | "count";

export interface Definition {
  unit: string;
  meaning: string;
  direction?: Direction;
  aggregate?: Aggregate;
  threshold?: number;
  practical_limit?: { percent?: number; absolute?: number };
}

export interface Source {
  name: string;
  interval_ms?: number;
  missing?: { field: string; reason: string }[];
}

/** Something that was done otherwise than asked. */
export interface Fallback {
  wanted: string;
  used: string;
  reason: string;
}

/** The fields of `meta.collection` that are known when a run begins. */
export interface Collection {
  mode: "browser";
  metric_standard: "chrome";
  interval_ms: number;
  sources: Source[];
  fallbacks: Fallback[];
}

/** The fields of `meta.env`; what nobody could read is absent. */
export interface Env {
  os?: string;
  platform?: string;
  arch?: string;
  device_name?: string;
  cpu_cores?: number;
  browser_name?: string;
  browser_version?: string;
  extension_version?: string;
  fingerprint?: Record<string, string>;
}

export interface FailedStep {
  number: number;
  kind: string;
  iteration: number;
  reason: string;
  screenshot?: string;
}

export interface Outcome {
  status: "completed" | "failed" | "canceled";
  failed_step?: FailedStep;
}

export interface Iteration {
  index: number;
  warmup: boolean;
  started_at: number;
  ended_at: number;
  results: Record<string, number>;
}
