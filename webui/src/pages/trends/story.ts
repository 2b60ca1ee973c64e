// What a trend comes to: what its last change was that matters, and where it stands since. Says no words.
import type { Change, Trend, TrendRun } from "./queries";

/** Fewer runs show no level: the next one may lie anywhere. */
const LEAST_STEADY = 5;

export interface Story {
  kind: "empty" | "few" | "steady" | "worse" | "better" | "moved" | "recovered";
  /** The change that the sentence is about; of a recovery the one that brought it back. */
  change?: Change;
  /** What a recovery ended. */
  before?: Change;
  /** Values that there are. */
  count: number;
}

export function storyOf(trend: Trend): Story {
  const count = trend.values.filter((value) => value !== null).length;
  if (count === 0) return { kind: "empty", count };
  const place = trend.changes.findLastIndex((change) => change.matters);
  const change = trend.changes[place];
  if (!change) return { kind: count < LEAST_STEADY ? "few" : "steady", count };
  const before = trend.changes[place - 1];
  if (change.kind === "recovered" && change.meaning === "better" && before)
    return { kind: "recovered", change, before, count };
  const kind = change.meaning === "neither" ? "moved" : change.meaning === "worse" ? "worse" : "better";
  return { kind, change, count };
}

/** How a run is called beside a change: its build and its release, or neither. */
export function nameOf(run: TrendRun | undefined): "both" | "build" | "release" | "neither" {
  if (run?.build_id && run.release) return "both";
  if (run?.build_id) return "build";
  return run?.release ? "release" : "neither";
}

/** The size of a change in words of the metric: `11.8 %`, without its sign. */
export function sizeOf(change: Change): string | undefined {
  if (change.percent === null || change.percent === undefined) return undefined;
  const size = Math.abs(change.percent);
  return `${size >= 100 ? Math.round(size) : size.toFixed(1)} %`;
}

/** Whether a larger value means that something took longer. */
export function isTime(unit: string): boolean {
  return ["s", "ms", "us", "µs", "ns"].includes(unit);
}
