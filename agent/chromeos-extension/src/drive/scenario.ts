// A scenario as it travels to an agent: the serde form of the Rust crate `scenarios`. Holds no logic but lengths.
import type { Aggregate, Direction } from "../wire/dataset";
import type { AttemptRef } from "../wire/frames";

export interface Duration {
  secs: number;
  nanos: number;
}

export type Selector = { css: string } | { xpath: string };

export type ScrollTo = { element: Selector } | { by: { x: number; y: number } } | "bottom" | "top";

export type Condition =
  | { visible: Selector }
  | { gone: Selector }
  | { text: string }
  | { script: string }
  | { network_idle: Duration };

export type LoadState = "load" | "interactive" | "none";

export type StepKind =
  | { open: { url: string; wait: LoadState } }
  | { click: Selector }
  | { type: { into: Selector; text: string; clear: boolean } }
  | { press: string }
  | { hover: Selector }
  | { select: { from: Selector; value: string } }
  | { scroll: ScrollTo }
  | { drag: { from: Selector; to: Selector } }
  | { upload_file: { into: Selector; name: string; content: string } }
  | { wait_for: Condition }
  | { script: string }
  | { metric: { key: string; script: string } }
  | { mark: { name: string; phase: "begin" | "end" | "instant" } }
  | { sleep: Duration }
  | { screenshot: { name: string } }
  | "restart_browser"
  | { exec: { program: string; arguments: string[] } };

export interface Step {
  kind: StepKind;
  name: string | null;
  timeout: Duration | null;
}

export interface MetricSpec {
  key: string;
  unit: string;
  meaning: string;
  direction: Direction;
  aggregate: Aggregate;
  threshold: number | null;
  practical_percent: number | null;
  practical_absolute: number | null;
}

/** The fields that an extension reads; the others are the controller's. */
export interface Scenario {
  name: string;
  browser: { viewport: { width: number; height: number } };
  site: { base_url: string } | { pages: Record<string, string> } | "absolute";
  secrets: string[];
  collection: { interval: Duration };
  warmup: number;
  iterations: number;
  cool_down: Duration;
  timeouts: { job: Duration; step: Duration };
  retries: { step: number };
  steps: Step[];
  metrics: MetricSpec[];
}

/** A job handed to this device. */
export interface Assignment {
  attempt: AttemptRef;
  title: string;
  build?: string;
  tags: string[];
  scenario: Scenario;
  /** Where the controller serves the scenario's pages; an extension cannot. */
  pages_url?: string;
}

export function milliseconds({ secs, nanos }: Duration): number {
  return secs * 1000 + nanos / 1e6;
}

/** The word that authors write for a step. */
export function wordOf(kind: StepKind): string {
  return typeof kind === "string" ? kind : (Object.keys(kind)[0] ?? "");
}
