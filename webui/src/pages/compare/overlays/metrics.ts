// Which series are drawn: the well-known ones first, then what is judged or comes from the page, the others on request.
import type { Comparison } from "../types";

/** Asked for before anything is known of the runs, so that the charts do not wait for the table. */
export const FIRST: readonly string[] = [
  "cpu_chrome_usage",
  "cpu_os_usage",
  "memory_private",
  "memory_footprint",
  "memory_rss",
  "js_heap_size",
  "dom_nodes",
];
/** These answer the same question; the first that any run has is enough. */
const MEMORY = ["memory_private", "memory_footprint", "memory_rss"];
/** Families of built-in metrics that a page reports; what else it reports is the tester's own. */
const BUILT_IN = /^(page|navigation|web_vitals|heap|tab|frame)\./;
/** Most metrics that one question to the API may name. */
const CHUNK = 24;

export interface SeriesMetrics {
  shown: string[];
  more: string[];
}

export function metricsOf({ types, metrics }: Pick<Comparison, "types" | "metrics">): SeriesMetrics {
  const all = new Set(types.map(({ metric }) => metric));
  const memory = MEMORY.find((metric) => all.has(metric));
  const first = FIRST.filter((metric) => all.has(metric) && (!MEMORY.includes(metric) || metric === memory));
  const judged = new Set(
    metrics.filter(({ definition }) => definition?.direction).map(({ metric }) => metric),
  );
  const told = types.flatMap(({ metric, source }) =>
    judged.has(metric) || (source === "Page" && !BUILT_IN.test(metric)) ? [metric] : [],
  );
  const shown = [...new Set([...first, ...told.sort()])];
  return { shown, more: [...all].filter((metric) => !shown.includes(metric)).sort() };
}

/** The questions to the API: [`FIRST`] as it is, then what it does not hold, as many as one question may name. */
export function chunksOf(metrics: readonly string[]): string[][] {
  const rest = metrics.filter((metric) => !FIRST.includes(metric));
  const chunks: string[][] = [[...FIRST]];
  for (let at = 0; at < rest.length; at += CHUNK) chunks.push(rest.slice(at, at + CHUNK));
  return chunks;
}
