// Every series of a run without its samples: whose it is, what it is called, how large it gets.
import type { RunDetail, Statistic } from "../../../api/types";

export interface Head {
  pid: number;
  /** Type of the process; empty for what belongs to the run as a whole. */
  type: string;
  /** Name of the process: the title of its tab, or its id. */
  name: string;
  metric: string;
  source: string;
  unit: string;
  /** Which color of the series, from 1; a process has the same one in every chart. */
  color: number;
  /** By what the processes of a type are ranked: the average, or while it is measured the most so far. */
  cost: number;
  min: number;
  max: number;
}

/** What is known of a series. */
export type Figured = Pick<
  Statistic,
  "pid" | "process_type" | "metric" | "source" | "unit" | "avg" | "min" | "max"
>;

interface Told {
  statistics: readonly Figured[];
  processes: RunDetail["processes"];
}

const COLORS = 8;
/** What a process costs most of the time is what it is known by. */
const KNOWN_BY = ["cpu_os_usage", "cpu_chrome_usage", "memory_private", "memory_rss"];

/** `steady` for a run that goes on: its colors do not change while its figures do. */
export function headsOf({ statistics, processes }: Told, steady = false): Head[] {
  const known = new Map(processes.map((process) => [process.pid, process]));
  const colors = colorsOf(statistics, steady, (pid) => known.get(pid)?.title ?? String(pid));
  return statistics.map(({ pid, process_type, metric, source, unit, avg: cost, min, max }) => ({
    pid,
    type: process_type ?? "",
    name: known.get(pid)?.title || (pid === 0 ? metric : String(pid)),
    metric,
    source,
    unit: unit ?? "",
    color: colors.get(pid) ?? 1,
    cost,
    min,
    max,
  }));
}

/** Colors by the order of the processes within their type, the busiest first. Those of one title are one thing to the reader. */
function colorsOf(
  statistics: readonly Figured[],
  steady: boolean,
  nameOf: (pid: number) => string,
): Map<number, number> {
  const metric = KNOWN_BY.find((name) => statistics.some((each) => each.metric === name));
  const cost = new Map<number, number>();
  const types = new Map<number, string>();
  for (const { pid, process_type: type, metric: name, avg } of statistics) {
    cost.set(pid, Math.max(cost.get(pid) ?? 0, name === metric && !steady ? avg : 0));
    types.set(pid, type ?? "");
  }
  const order = [...cost.keys()].sort((one, other) => cost.get(other)! - cost.get(one)! || one - other);
  const places = new Map<string, Map<string, number>>();
  const colors = new Map<number, number>();
  for (const pid of order) {
    const names = places.get(types.get(pid)!) ?? new Map<string, number>();
    const place = names.get(nameOf(pid)) ?? names.size;
    names.set(nameOf(pid), place);
    places.set(types.get(pid)!, names);
    colors.set(pid, 1 + (place % COLORS));
  }
  return colors;
}
