// Where things of a trend lie on the screen: one step a run, values from bottom to top. Draws nothing.
import { figure } from "../../format/quantity";
import type { Trend, TrendRun } from "./queries";

/** Places of the first and the last run that are seen. */
export type Part = readonly [number, number];

export interface Plane {
  part: Part;
  low: number;
  high: number;
  width: number;
  height: number;
}

/** Half a step of room on either side, so that the first run does not sit on the axis. */
export function xOf(plane: Plane, place: number): number {
  const [first, last] = plane.part;
  return ((place - first + 0.5) / (last - first + 1)) * plane.width;
}

export function yOf(plane: Plane, value: number): number {
  return (1 - (value - plane.low) / (plane.high - plane.low)) * plane.height;
}

/** The run that lies nearest. */
export function placeAt(plane: Plane, x: number): number {
  const [first, last] = plane.part;
  const place = first + Math.floor((x / plane.width) * (last - first + 1));
  return Math.min(last, Math.max(first, place));
}

/** The part that a zoom shows; everything where the zoom shows fewer than two runs. */
export function partOf(runs: readonly TrendRun[], zoom: readonly [number, number] | undefined): Part {
  const whole: Part = [0, Math.max(0, runs.length - 1)];
  if (!zoom) return whole;
  const at = runs.map((run) => Date.parse(run.created_at));
  const first = at.findIndex((time) => time >= zoom[0]);
  const last = at.findLastIndex((time) => time <= zoom[1]);
  return first >= 0 && last > first ? [first, last] : whole;
}

/**
 * What the value axis spans: every value and band that is seen, with air; from zero where zero is not far. Spikes are
 * drawn at its edge, so that one of them does not flatten everything else.
 */
export function extentOf(trend: Trend, [first, last]: Part): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const see = (value: number | null | undefined) => {
    if (value === null || value === undefined) return;
    low = Math.min(low, value);
    high = Math.max(high, value);
  };
  const spikes = new Set(trend.spikes);
  for (let place = first; place <= last; place += 1) {
    if (spikes.has(place)) continue;
    see(trend.values[place]);
    see(trend.low[place]);
    see(trend.high[place]);
  }
  for (const level of trend.levels) {
    if (level.to < first || level.from > last) continue;
    see(level.low);
    see(level.high);
  }
  if (low > high) return [0, 1];
  const air = (high - low || Math.abs(high) || 1) * 0.06;
  const fromZero = low >= 0 && low <= 0.4 * high;
  return [fromZero ? 0 : low - air, high + air];
}

/** Dots as one path: a line of no length with round ends is a dot, and one element holds thousands of them. */
export function dots(plane: Plane, values: readonly (number | null)[], places: readonly number[]): string {
  let path = "";
  for (const place of places) {
    const value = values[place];
    if (value === null || value === undefined) continue;
    path += `M${xOf(plane, place).toFixed(1)} ${edgedY(plane, value).toFixed(1)}h0`;
  }
  return path;
}

/** The height of a value that may lie outside of the axis: at its edge then. */
export function edgedY(plane: Plane, value: number): number {
  return Math.min(plane.height, Math.max(0, yOf(plane, value)));
}

/** Intervals as one path. */
export function whiskers(plane: Plane, trend: Trend): string {
  let path = "";
  for (let place = plane.part[0]; place <= plane.part[1]; place += 1) {
    const [low, high] = [trend.low[place], trend.high[place]];
    if (low === null || low === undefined || high === null || high === undefined) continue;
    if (low > plane.high || high < plane.low) continue;
    path += `M${xOf(plane, place).toFixed(1)} ${yOf(plane, low).toFixed(1)}V${yOf(plane, high).toFixed(1)}`;
  }
  return path;
}

/** Places of the runs that are seen and gave no value. */
export function gapsOf(trend: Trend, [first, last]: Part): number[] {
  const gaps: number[] = [];
  for (let place = first; place <= last; place += 1) if (trend.values[place] === null) gaps.push(place);
  return gaps;
}

/** Runs next to each other of one release. */
export interface Stretch {
  release: string | undefined;
  from: number;
  to: number;
}

export function releasesOf(runs: readonly TrendRun[], [first, last]: Part): Stretch[] {
  const stretches: Stretch[] = [];
  for (let place = first; place <= last && place < runs.length; place += 1) {
    const release = runs[place]!.release ?? undefined;
    const open = stretches.at(-1);
    if (open && open.release === release) open.to = place;
    else stretches.push({ release, from: place, to: place });
  }
  return stretches;
}

/** Where an instant lies between the runs, on the scale of places; at the edge where it lies outside. */
export function placeOfTime(runs: readonly TrendRun[], at: string): number {
  const time = Date.parse(at);
  const next = runs.findIndex((run) => Date.parse(run.created_at) >= time);
  return next < 0 ? runs.length - 0.5 : next - 0.5;
}

/** Runs under which a date stands: about `count` of them, evenly. */
export function datePlaces([first, last]: Part, count: number): number[] {
  const all = last - first + 1;
  const step = Math.max(1, Math.ceil(all / Math.max(1, count)));
  return Array.from({ length: Math.ceil(all / step) }, (_, index) => first + index * step);
}

/** Which of the labels, each at a place of the screen and so wide, can be read beside those before them. */
export function readable(labels: readonly { x: number; width: number }[]): boolean[] {
  let end = Number.NEGATIVE_INFINITY;
  return labels.map(({ x, width }) => {
    if (x < end) return false;
    end = x + width + 8;
    return true;
  });
}

/** Roughly how wide a text of small type is. */
export function widthOf(text: string): number {
  return 6.4 * text.length;
}

/** A change with its sign for the mark above it. */
export function signed(percent: number | null | undefined, difference: number): string {
  const sign = difference > 0 ? "+" : "−";
  if (percent === null || percent === undefined) return `${sign}${figure(Math.abs(difference))}`;
  const size = Math.abs(percent);
  return `${sign}${size >= 100 ? Math.round(size) : size.toFixed(1)} %`;
}
