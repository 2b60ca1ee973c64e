// Where on an interval bar a shift stands: zero in the middle, the practical limit and the interval both in view.
import type { Evidence } from "../../../api/types";

const MARGIN = 1.12;

export function intervalScale(
  {
    shift_low: low,
    shift_high: high,
    practical_limit: limit,
  }: Pick<Evidence, "shift_low" | "shift_high" | "practical_limit">,
  width: number,
): (shift: number) => number {
  const reach = MARGIN * Math.max(Math.abs(low), Math.abs(high), Math.abs(limit)) || 1;
  return (shift) => Math.round((10 * width * (shift + reach)) / (2 * reach)) / 10;
}
