// Numbers as the popup shows them. An absent one is a dash, never 0.

export const ABSENT = "–";

/** Hours only where there are some: `4:07`, `1:02:09`. */
export function elapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const rest = String(seconds % 60).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

/** Percent of one core. */
export function percent(value: number | undefined): string {
  return value === undefined ? ABSENT : `${value.toFixed(value < 10 ? 1 : 0)} %`;
}

/** Decimal units, as on the pages of the controller. */
export function bytes(value: number | undefined): string {
  if (value === undefined) return ABSENT;
  const [size, unit] = value >= 1e9 ? [value / 1e9, "GB"] : [value / 1e6, "MB"];
  return `${size.toFixed(size < 10 ? 2 : size < 100 ? 1 : 0)} ${unit}`;
}
