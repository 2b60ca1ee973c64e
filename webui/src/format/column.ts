// One unit for a column of numbers, so that it can stand in the head and the digits line up.
const BYTES: readonly (readonly [number, string])[] = [
  [1e9, "GB"],
  [1e6, "MB"],
  [1e3, "kB"],
];

export interface ColumnUnit {
  /** For the column's head; empty where numbers have no unit. */
  label: string;
  text: (value: number) => string;
}

/** The unit for a column whose largest value is `largest`. */
export function columnUnit(unit: string | null | undefined, largest: number): ColumnUnit {
  const rate = unit === "bytes/s" ? "/s" : "";
  if (unit === "bytes" || unit === "bytes/s") {
    const [size, name] = BYTES.find(([step]) => largest >= step) ?? [1, "B"];
    return { label: `${name}${rate}`, text: fixed(largest / size, size) };
  }
  const label = unit === "percent" ? "%" : unit === "count" || !unit ? "" : unit;
  return { label, text: fixed(largest, 1) };
}

/** The same number of decimals for the whole column: enough for its smaller values, few enough for its largest. */
function fixed(largest: number, divisor: number): (value: number) => string {
  const decimals = largest >= 1000 ? 0 : largest >= 10 ? 1 : 2;
  return (value) =>
    (value / divisor).toLocaleString("en-US", {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
}
