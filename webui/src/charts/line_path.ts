// The path of a line on a canvas, and which of its samples stands nearest to the pointer. Lines keep instants of their own:
// brought onto one axis, many thinned lines would be mostly empty cells.
import type { Line } from "./line";

export type Pen = Pick<Path2D, "moveTo" | "lineTo">;

/** The first place whose instant is not before `at`. */
export function placeOf(at: readonly number[], instant: number): number {
  let [low, high] = [0, at.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at[middle]! < instant) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The samples that a window needs: those within and one on either side. */
export function placesIn(at: readonly number[], [from, to]: readonly [number, number]): [number, number] {
  return [Math.max(0, placeOf(at, from) - 1), Math.min(at.length, placeOf(at, to) + 1)];
}

/** Draws the part of a line within the window; nothing runs across a gap. */
export function trace(
  pen: Pen,
  line: Pick<Line, "at" | "values">,
  window: readonly [number, number],
  x: (at: number) => number,
  y: (value: number) => number,
): void {
  const [from, to] = placesIn(line.at, window);
  let isDown = false;
  for (let place = from; place < to; place += 1) {
    const value = line.values[place];
    if (typeof value !== "number") {
      isDown = false;
      continue;
    }
    if (isDown) pen.lineTo(x(line.at[place]!), y(value));
    else pen.moveTo(x(line.at[place]!), y(value));
    isDown = true;
  }
}

/** Samples that no line passes through: dots of a series of events, and those that stand alone between gaps. */
export function dotsOf(line: Line, window: readonly [number, number]): number[] {
  const [from, to] = placesIn(line.at, window);
  const known = (place: number) => typeof line.values[place] === "number";
  const dots: number[] = [];
  for (let place = from; place < to; place += 1) {
    if (known(place) && (line.dots || (!known(place - 1) && !known(place + 1)))) dots.push(place);
  }
  return dots;
}

/** The sample nearest to an instant, if it lies no farther away than `reach` and no gap lies between. */
export function nearest(line: Line, instant: number, reach: number): number | undefined {
  const after = placeOf(line.at, instant);
  const [one, other] = [after - 1, after].map((place) =>
    typeof line.values[place] === "number" ? Math.abs(line.at[place]! - instant) : Number.POSITIVE_INFINITY,
  ) as [number, number];
  // Between two samples that a line joins, the nearer one is read out however far it is.
  const joined = Number.isFinite(one) && Number.isFinite(other) && !line.dots;
  if (!joined && Math.min(one, other) > reach) return undefined;
  return one <= other ? after - 1 : after;
}
