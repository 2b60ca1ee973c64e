// A line cut into iterations, each from its own start.
import type { Iteration } from "../../../api/types";
import type { Line, Stretch } from "../../../charts/line";
import { placeOf } from "../../../charts/line_path";

export interface Slice extends Stretch {
  index: number;
  warmup: boolean;
  /** How long the iteration took, ms. */
  length: number;
}

/** What the line did in each iteration, ms since its start. */
export function slicesOf(line: Pick<Line, "at" | "values">, iterations: readonly Iteration[]): Slice[] {
  return iterations.map(({ index, warmup, start_ms: start, end_ms: end }) => {
    const [from, to] = [placeOf(line.at, start), placeOf(line.at, end + 1)];
    return {
      index,
      warmup,
      length: end - start,
      at: line.at.slice(from, to).map((at) => at - start),
      values: line.values.slice(from, to),
    };
  });
}
