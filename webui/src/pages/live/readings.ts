// The shapes of live events, which are those of the Dataset: read here once, and never trusted to be whole.
import type { LiveState } from "./live_data";

export type Told = Record<string, unknown>;

export interface Sample {
  /** Epoch ms. */
  at: number;
  pid: number;
  metric: string;
  unit: string;
  source: string;
  value: number;
}

/** Unit and source of the fields that every sample may have. */
const FIELDS: Record<string, readonly [string, string]> = {
  cpu_os_usage: ["percent", "OS"],
  cpu_chrome_usage: ["percent", "Chrome"],
  memory_rss: ["bytes", "OS"],
  memory_footprint: ["bytes", "OS"],
  memory_private: ["bytes", "Chrome"],
  js_heap_size: ["bytes", "Page"],
  dom_nodes: ["count", "Page"],
  gpu_usage: ["percent", "Chrome"],
};
/** What agents read from the system beside those. */
const OS_METRICS = ["threads", "context_switches.", "disk.", "system."];

/** Every value of a batch. What is no number was not measured. */
export function readBatch(batch: Told): Sample[] {
  const instant = Date.parse(String(batch["timestamp"]));
  const points = Object.entries((batch["metrics"] ?? {}) as Record<string, Told>);
  return points.flatMap(([key, point]) => {
    const own = point["timestamp"] === undefined ? instant : Date.parse(String(point["timestamp"]));
    if (Number.isNaN(own)) return [];
    const pid = Number(key);
    const fields = Object.entries(FIELDS).map(([metric, [unit, source]]) => ({
      metric,
      unit,
      source,
      value: point[metric],
    }));
    const customs = Object.entries((point["custom_metrics"] ?? {}) as Told).map(([metric, value]) => {
      const source = OS_METRICS.some((prefix) => metric.startsWith(prefix)) ? "OS" : "Page";
      return { metric, unit: "", source, value };
    });
    return [...fields, ...customs].flatMap(({ value, ...rest }) =>
      typeof value === "number" && Number.isFinite(value) ? [{ at: own, pid, value, ...rest }] : [],
    );
  });
}

export interface ReadMark {
  /** Epoch ms. */
  at: number;
  ended: number | undefined;
  name: string;
  iteration: number | undefined;
  edge: "begin" | "end" | undefined;
}

/** A mark of an agent has a start and perhaps an end, one of a stream tells each when it comes. */
export function readMark(told: Told): ReadMark | undefined {
  const at = Date.parse(String(told["started_at"] ?? told["timestamp"]));
  const ended = Date.parse(String(told["ended_at"]));
  const edge = told["edge"];
  if (Number.isNaN(at) || typeof told["name"] !== "string") return undefined;
  return {
    at,
    ended: Number.isNaN(ended) ? undefined : ended,
    name: told["name"],
    iteration: typeof told["iteration"] === "number" ? told["iteration"] : undefined,
    edge: edge === "begin" || edge === "end" ? edge : undefined,
  };
}

/** What a state event says; what it leaves out stays as it was. */
export function readState(told: Told, before: LiveState | undefined): LiveState {
  const text = (name: string) => (typeof told[name] === "string" ? (told[name] as string) : undefined);
  const scenario = text("scenario") ?? before?.scenario ?? "";
  return {
    state: text("state") ?? before?.state ?? "",
    scenario,
    title: text("title") ?? before?.title ?? scenario,
    release: text("release") ?? before?.release,
    reason: text("reason"),
    job: text("job_id") ?? before?.job,
    run: text("run_id") ?? before?.run,
    attempt: typeof told["attempt"] === "number" ? told["attempt"] : (before?.attempt ?? 0),
  };
}
