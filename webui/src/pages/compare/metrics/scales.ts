// Where values stand in the small drawings of a metric. Never lets a single value or an absurd one break a drawing.
import type { ComparedMetric } from "../types";

const MARGIN = 1.12;

/** Values on `width` pixels, `margin` free on both sides; a lone value stands in the middle. */
export function valueScale(
  values: readonly number[],
  width: number,
  margin: number,
): (value: number) => number {
  const low = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const inner = width - 2 * margin;
  // Halved, since the distance of two enormous values is more than a number can hold.
  const extent = high / 2 - low / 2;
  if (!(extent > 0)) return () => width / 2;
  return (value) => tenth(margin + ((value / 2 - low / 2) / extent) * inner);
}

/** How far the intervals of a row reach, so that all of its runs are drawn to one scale. */
export function reachOf({ runs }: ComparedMetric, shown: readonly number[]): number {
  const ends = shown.flatMap((place) => {
    const shift = runs[place]?.shift;
    return shift ? [shift.low, shift.high, shift.shift, shift.practical_limit].map(Math.abs) : [];
  });
  return MARGIN * Math.max(0, ...ends) || 1;
}

/** A shift on `width` pixels, zero in the middle. */
export function shiftScale(reach: number, width: number): (shift: number) => number {
  return (shift) => tenth((width * (shift / reach + 1)) / 2);
}

/** The steps of an empirical distribution: each value with the share of values that are not larger. */
export function stepsOf(values: readonly number[]): { value: number; share: number }[] {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted.map((value, place) => ({ value, share: (place + 1) / sorted.length }));
}

function tenth(value: number): number {
  return Math.round(10 * value) / 10;
}
