// The statistics of one metric: per process type the sum of its processes, then each process, a line a run.
import type { Column } from "../columns";
import type { ComparedProcess, ComparedType, Comparison, Figures } from "../types";

/** What is told of a series, in the order of the columns. */
export const FIGURES = ["avg", "min", "max", "p50", "p95", "p99"] as const;

/** A line: one run of a process. */
export interface StatisticLine {
  column: Column;
  /** Title of the run's own process, where the runs' titles differ. */
  title: string | undefined;
  figures: Figures;
}

/** One process by one source. */
export interface ProcessBlock {
  key: string;
  type: string;
  title: string;
  source: string;
  matched: string;
  lines: StatisticLine[];
}

/** A type with the sum of its processes' means, or the run as a whole. */
export interface TypeBlock {
  key: string;
  type: string;
  whole: boolean;
  source: string;
  unit: string | undefined;
  totals: { column: Column; processes: number; avg: number; difference?: number; percent?: number }[];
  processes: ProcessBlock[];
  /** Whether its processes are too many to be listed. */
  folded: boolean;
}

/** These two answer the same question, each by its own definition; they are read side by side. */
const CPU = ["cpu_chrome_usage", "cpu_os_usage"];

export interface Choice {
  key: string;
  metrics: string[];
}

export function choicesOf({ types }: Pick<Comparison, "types">): Choice[] {
  const all = [...new Set(types.map(({ metric }) => metric))].sort();
  const cpu = CPU.filter((metric) => all.includes(metric));
  const rest = all
    .filter((metric) => !CPU.includes(metric))
    .map((metric) => ({ key: metric, metrics: [metric] }));
  return cpu.length > 0 ? [{ key: "cpu", metrics: cpu }, ...rest] : rest;
}

export function blocksOf(
  { types, processes, folded }: Pick<Comparison, "types" | "processes" | "folded">,
  metrics: readonly string[],
  columns: readonly Column[],
): TypeBlock[] {
  return types
    .filter(({ metric }) => metrics.includes(metric))
    .map((row) => ({
      key: `${row.process_type} ${row.whole_run} ${row.metric} ${row.source}`,
      type: row.process_type ?? "",
      whole: row.whole_run,
      source: row.source,
      unit: row.unit ?? undefined,
      totals: totalsOf(row, columns),
      processes: row.whole_run ? [] : processesOf(processes, row, columns),
      folded: !row.whole_run && folded.includes(row.process_type ?? ""),
    }))
    .filter(({ totals }) => totals.length > 0);
}

function totalsOf({ runs }: ComparedType, columns: readonly Column[]): TypeBlock["totals"] {
  return columns.flatMap((column) => {
    const total = runs[column.place];
    if (!total) return [];
    const { processes, avg, difference, difference_percent: percent } = total;
    return [
      {
        column,
        processes,
        avg,
        ...(difference != null && { difference }),
        ...(percent != null && { percent }),
      },
    ];
  });
}

function processesOf(
  processes: readonly ComparedProcess[],
  { process_type, metric, source }: ComparedType,
  columns: readonly Column[],
): ProcessBlock[] {
  return processes.flatMap((process, place) => {
    if ((process.process_type ?? "") !== (process_type ?? "")) return [];
    const row = process.statistics.find((each) => each.metric === metric && each.source === source);
    if (!row) return [];
    const titles = columns.map((column) => process.runs[column.place]?.title ?? undefined);
    const title = titles.find((each) => each !== undefined);
    const same = titles.every((each) => each === undefined || each === title);
    const lines = columns.flatMap((column, at) => {
      const figures = row.runs[column.place];
      return figures ? [{ column, title: same ? undefined : titles[at], figures }] : [];
    });
    if (lines.length === 0) return [];
    const { matched } = process;
    return [
      {
        key: `${place} ${metric}`,
        type: process_type ?? "",
        title: same ? (title ?? "") : "",
        source,
        matched,
        lines,
      },
    ];
  });
}
