// One line of a chart: a process's series by one source. Gaps are made here, from what is missing in time.
import type { ProcessSeries, Series } from "../api/types";
import type { Figures } from "./figures";

/** A step this much longer than usual is a hole in the measurement. */
const HOLE = 2.5;

export interface Line {
  pid: number;
  /** Name of the process: the title of its tab, or its id. */
  name: string;
  metric: string;
  source: string;
  /** Which color of the series, from 1; a process has the same one in every chart. */
  color: number;
  /** Whether the values are single events, which nothing connects. */
  dots: boolean;
  /** Instants, ms since the start of the run. */
  at: number[];
  /** Values; null where a gap begins. */
  values: (number | null)[];
  /** The largest value. */
  top: number;
  /** The smallest value. */
  bottom: number;
}

export function lineOf(process: ProcessSeries, series: Series, color: number, intervalMs: number): Line {
  const dots = series.source === "Page" && usualStep(series.at_ms, 0.5) > HOLE * intervalMs;
  const [at, values] = dots ? [[...series.at_ms], [...series.values]] : withGaps(series.at_ms, series.values);
  return {
    pid: process.pid,
    name: process.title || (process.pid === 0 ? series.metric : String(process.pid)),
    metric: series.metric,
    source: series.source,
    color,
    dots: dots || series.at_ms.length === 1,
    at,
    values,
    top: series.values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY),
    bottom: series.values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY),
  };
}

/** The series with a null in every hole, so that no line runs across it. Holes are told by the series' own usual step. */
export function withGaps(at: readonly number[], values: readonly number[]): [number[], (number | null)[]] {
  const limit = HOLE * usualStep(at, 0.75);
  const times: number[] = [];
  const filled: (number | null)[] = [];
  at.forEach((time, index) => {
    const before = at[index - 1];
    if (before !== undefined && time - before > limit) {
      times.push(Math.round((before + time) / 2));
      filled.push(null);
    }
    times.push(time);
    filled.push(values[index] ?? null);
  });
  return [times, filled];
}

/** Everything that is drawn, one row an instant, one column a line. */
export function figuresOf(lines: readonly Line[], unit: string): Figures {
  const rows = new Map<number, (number | null)[]>();
  lines.forEach(({ at, values }, place) => {
    at.forEach((time, index) => {
      const value = values[index];
      if (typeof value !== "number") return;
      const row = rows.get(time) ?? [time, ...lines.map(() => null)];
      row[place + 1] = value;
      rows.set(time, row);
    });
  });
  const named = lines.map(({ name, pid, source }) => ({
    name: [name, name === String(pid) || pid === 0 ? "" : String(pid), source].filter(Boolean).join(" "),
    unit,
  }));
  const ordered = [...rows.values()].sort((one, other) => one[0]! - other[0]!);
  return { columns: [{ name: "time", unit: "ms" }, ...named], rows: ordered };
}

/** The places of samples that stand alone between gaps: no line passes through them, so they need a dot. */
export function lonely(values: ArrayLike<number | null | undefined>): number[] {
  const known = Array.from(values, (value, place) => ({ value, place })).filter(
    ({ value }) => value !== undefined,
  );
  const isGap = (at: number) => typeof known[at]?.value !== "number";
  return known.flatMap(({ place }, at) => (!isGap(at) && isGap(at - 1) && isGap(at + 1) ? [place] : []));
}

/** The step that this share of all steps does not exceed. */
function usualStep(at: readonly number[], share: number): number {
  const steps = at.slice(1).map((time, index) => time - at[index]!);
  if (steps.length === 0) return Number.POSITIVE_INFINITY;
  steps.sort((one, other) => one - other);
  return steps[Math.min(steps.length - 1, Math.floor(share * steps.length))]!;
}
