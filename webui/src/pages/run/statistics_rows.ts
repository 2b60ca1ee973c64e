// Which statistics stand together, and in which order.
import type { Statistic } from "../../api/types";

export const FIGURES = ["avg", "min", "max", "p50", "p95", "p99"] as const;
/** These two answer the same question, each by its own definition; they are read side by side. */
const CPU = ["cpu_chrome_usage", "cpu_os_usage"];
const TYPES = ["", "Browser", "GPU", "Network", "Renderer", "Utility", "Other"];
const COLUMNS = ["process", "pid", "source", "count", ...FIGURES] as const;
/** Words are read from A, figures from the largest. */
const WORDS: readonly string[] = ["process", "pid", "source"];

export interface Order {
  by: (typeof COLUMNS)[number];
  down: boolean;
}

/** One entry a metric; CPU of both sources is one. */
export function choicesOf(statistics: readonly Statistic[]): { key: string; metrics: string[] }[] {
  const all = [...new Set(statistics.map(({ metric }) => metric))].sort();
  const cpu = CPU.filter((metric) => all.includes(metric));
  const rest = all
    .filter((metric) => !CPU.includes(metric))
    .map((metric) => ({ key: metric, metrics: [metric] }));
  return cpu.length > 0 ? [{ key: "cpu", metrics: cpu }, ...rest] : rest;
}

/** `-avg` is by average, the largest first. By process where the address says nothing. */
export function readOrder(text: string | undefined): Order {
  const down = text?.startsWith("-") ?? false;
  const by = COLUMNS.find((name) => name === (down ? text?.slice(1) : text));
  return by ? { by, down } : { by: "process", down: false };
}

/** What the address says after a click on a column; nothing for the usual order. */
export function writeOrder(order: Order, by: Order["by"]): string | undefined {
  const down = order.by === by ? !order.down : !WORDS.includes(by);
  return by === "process" && !down ? undefined : `${down ? "-" : ""}${by}`;
}

/** The rows in their order; those of one process stay together where the order leaves them equal. */
export function sorted(
  rows: readonly Statistic[],
  { by, down }: Order,
  titleOf: (pid: number) => string,
): Statistic[] {
  const type = ({ process_type: name }: Statistic) =>
    (TYPES.indexOf(name ?? "") + TYPES.length) % TYPES.length;
  const byProcess = (one: Statistic, other: Statistic) =>
    type(one) - type(other) ||
    titleOf(one.pid).localeCompare(titleOf(other.pid)) ||
    one.pid - other.pid ||
    one.source.localeCompare(other.source);
  const compare = (one: Statistic, other: Statistic) => {
    if (by === "process") return byProcess(one, other);
    if (by === "source") return one.source.localeCompare(other.source);
    return one[by] - other[by];
  };
  const sign = down ? -1 : 1;
  return [...rows].sort((one, other) => sign * compare(one, other) || byProcess(one, other));
}
