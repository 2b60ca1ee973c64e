// Where on an interval bar a shift stands: zero in the middle, the practical limit and the interval both in view.
<<<<<<<< HEAD:webui/src/pages/run/verdict/interval_scale.ts
import type { Evidence } from "../../../api/types";
========
import type { Evidence } from "../api/types";
>>>>>>>> work-alerts:webui/src/verdict/interval_scale.ts

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
