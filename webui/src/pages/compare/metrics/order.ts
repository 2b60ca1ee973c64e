// The order of the metrics: by practical size unless the reader asked otherwise. Kept in the address.
import type { ComparedMetric } from "../types";

/** `size` and `metric`, or the place of a run: by its change in practical limits. A leading `-` turns the order around. */
export type Order = string;

export const BY_SIZE: Order = "-size";

/** The largest change of any run in practical limits; nothing where no two runs could be set against each other. */
export function sizeOf({ runs }: ComparedMetric): number | undefined {
  const sizes = runs.flatMap((cell) => (cell?.shift ? [cell.shift.size ?? Number.POSITIVE_INFINITY] : []));
  return sizes.length > 0 ? Math.max(...sizes) : undefined;
}

/** The rows in order. What has no number for it stands last, whichever way the order runs; equal ones by name. */
export function inOrder(rows: readonly ComparedMetric[], order: Order): ComparedMetric[] {
  const turn = order.startsWith("-") ? -1 : 1;
  const key = order.replace(/^-/, "");
  const byName = (one: ComparedMetric, other: ComparedMetric) => one.metric.localeCompare(other.metric);
  if (key === "metric") return [...rows].sort((one, other) => turn * byName(one, other));
  const of = (row: ComparedMetric) => (/^\d+$/.test(key) ? changeOf(row, Number(key)) : sizeOf(row));
  return [...rows].sort((one, other) => {
    const [a, b] = [of(one), of(other)];
    if (a === undefined || b === undefined) {
      return Number(a === undefined) - Number(b === undefined) || byName(one, other);
    }
    return a === b ? byName(one, other) : turn * (a < b ? -1 : 1);
  });
}

/** The order after a click on a column: the largest first, names from their beginning. */
export function nextOrder(current: Order, key: string): Order {
  const first = key === "metric" ? key : `-${key}`;
  if (current !== first) return first;
  return first.startsWith("-") ? key : `-${key}`;
}

/** For the column's head. */
export function sortOf(current: Order, key: string): "ascending" | "descending" | "none" {
  if (current === key) return "ascending";
  return current === `-${key}` ? "descending" : "none";
}

/** The change of one run in practical limits, with its sign. */
function changeOf(row: ComparedMetric, place: number): number | undefined {
  const shift = row.runs[place]?.shift;
  if (!shift) return undefined;
  return Math.sign(shift.shift) * (shift.size ?? Number.POSITIVE_INFINITY);
}
