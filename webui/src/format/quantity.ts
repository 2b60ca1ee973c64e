// Numbers as people read them: three significant digits and a unit that fits. Bytes in powers of 1000.
const BYTE_STEPS: readonly (readonly [number, string])[] = [
  [1e15, "PB"],
  [1e12, "TB"],
  [1e9, "GB"],
  [1e6, "MB"],
  [1e3, "kB"],
];

/** Three significant digits; whole numbers are never cut. */
export function figure(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return "0";
  // Beyond these nobody counts zeros.
  if (size >= 1e15 || size < 1e-6) return value.toExponential(2).replace("e+", "e");
  if (size >= 100 || Number.isInteger(value)) return Math.round(value).toLocaleString("en-US");
  return value.toLocaleString("en-US", { maximumSignificantDigits: 3 });
}

/** A value and its unit where there is little room, e.g. `1.2M ms`. */
export function brief(value: number, unit: string | null | undefined): string {
  const size = Math.abs(value);
  if (unit === "bytes" || size < 1e5 || size >= 1e15) return quantity(value, unit);
  const text = value.toLocaleString("en-US", { notation: "compact", maximumSignificantDigits: 3 });
  return quantity(0, unit).replace("0", text);
}

/** A value and its unit, e.g. `41.2 ms`, `103 MB`. */
export function quantity(value: number, unit: string | null | undefined): string {
  switch (unit) {
    case "bytes": {
      const step = BYTE_STEPS.find(([size]) => Math.abs(value) >= size);
      return step ? `${figure(value / step[0])} ${step[1]}` : `${figure(value)} B`;
    }
    case "percent":
      return `${figure(value)} %`;
    case "count":
    case "":
    case null:
    case undefined:
      return figure(value);
    default:
      return `${figure(value)} ${unit}`;
  }
}

/** A signed share of a level, e.g. `+11.8 %`; the difference itself where the level is zero. */
export function change(difference: number, level: number, unit: string): string {
  const sign = difference > 0 ? "+" : "";
  if (level === 0) return `${sign}${quantity(difference, unit)}`;
  const percent = (100 * difference) / Math.abs(level);
  return `${sign}${percent.toFixed(1)} %`;
}
