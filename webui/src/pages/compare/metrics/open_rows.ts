// Which metrics are opened, kept in the address.
import type { View } from "../../../charts/view";

export interface OpenRows {
  has: (metric: string) => boolean;
  toggle: (metric: string) => void;
}

export function useOpenRows(view: View): OpenRows {
  const open = readOpen(view.value("open"));
  return {
    has: (metric) => open.includes(metric),
    toggle: (metric) => view.set("open", writeOpen(toggled(open, metric))),
  };
}

/** Metric keys hold no line break, but any other character. */
export function readOpen(value: string | undefined): string[] {
  return (value ?? "").split("\n").filter(Boolean);
}

export function writeOpen(open: readonly string[]): string | undefined {
  return open.length > 0 ? open.join("\n") : undefined;
}

export function toggled(open: readonly string[], metric: string): string[] {
  return open.includes(metric) ? open.filter((other) => other !== metric) : [...open, metric];
}
