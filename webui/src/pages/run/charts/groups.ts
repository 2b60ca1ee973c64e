// Which series stand in which chart: by metric, then by process type. CPU of both sources stands together.
import type { ProcessSeries } from "../../../api/types";
import type { Key } from "../../../i18n/catalog";
import { lineOf, type Line } from "../../../charts/line";

/** The lines of one process type; they share a small chart. */
export interface Panel {
  /** Type of the processes; empty for what belongs to the run as a whole. */
  type: string;
  lines: Line[];
}

/** Small multiples with the same scale. */
export interface Variant {
  key: string;
  unit: string;
  sources: string[];
  /** Each metric with the source that gave it. */
  metrics: { metric: string; source: string }[];
  panels: Panel[];
}

/** A metric, or several that answer the same question in different ways. */
export interface Group {
  key: string;
  label?: Key;
  variants: Variant[];
}

export interface Groups {
  headline: Group[];
  more: Group[];
}

const HEADLINE: readonly { key: string; label: Key; variants: readonly (readonly string[])[] }[] = [
  { key: "cpu", label: "chart.cpu", variants: [["cpu_chrome_usage", "cpu_os_usage"]] },
  {
    key: "memory",
    label: "chart.memory",
    variants: [["memory_private"], ["memory_footprint"], ["memory_rss"]],
  },
  { key: "js_heap_size", label: "chart.heap", variants: [["js_heap_size"]] },
  { key: "dom_nodes", label: "chart.nodes", variants: [["dom_nodes"]] },
];

const TYPES = ["", "Renderer", "Browser", "GPU", "Network", "Utility", "Other"];
const COLORS = 8;
/** Families of built-in metrics that a page reports; what else it reports is the tester's own. */
const BUILT_IN = /^(page|navigation|web_vitals|heap|tab|frame)\./;

/** Sorts the series into charts. `told` are the metrics that a reader asked for by name: they stand among the first. */
export function groupsOf(
  all: readonly ProcessSeries[],
  told: ReadonlySet<string>,
  intervalMs: number,
): Groups {
  const colors = colorsOf(all);
  const lines = all.flatMap((process) =>
    process.series.map((series) => ({
      type: process.process_type ?? "",
      unit: series.unit ?? "",
      line: lineOf(process, series, colors.get(process.pid) ?? 1, intervalMs),
    })),
  );
  const variant = (metrics: readonly string[]): Variant[] => {
    const own = lines.filter(({ line }) => metrics.includes(line.metric) && line.at.length > 0);
    if (own.length === 0) return [];
    const types = [...new Set(own.map(({ type }) => type))].sort((one, other) => rank(one) - rank(other));
    const panels = types.map((type) => ({
      type,
      lines: own.filter((each) => each.type === type).map(({ line }) => line),
    }));
    const sources = [...new Set(own.map(({ line }) => line.source))].sort();
    const given = new Map(
      own.map(({ line: { metric, source } }) => [`${metric} ${source}`, { metric, source }]),
    );
    return [{ key: metrics[0]!, unit: own[0]!.unit, sources, metrics: [...given.values()], panels }];
  };
  const first = HEADLINE.map(({ key, label, variants }) => ({
    key,
    label,
    variants: variants.flatMap(variant),
  }));
  const placed = new Set(HEADLINE.flatMap(({ variants }) => variants.flat()));
  const others = [...new Set(lines.map(({ line }) => line.metric))]
    .filter((metric) => !placed.has(metric))
    .sort();
  const rest = others.map((metric) => ({ key: metric, variants: variant([metric]) }));
  const isTold = (group: Group) => told.has(group.key) || isPageMetric(group);
  const filled = (group: Group) => group.variants.length > 0;
  return {
    headline: [...first, ...rest.filter(isTold)].filter(filled),
    more: rest.filter((group) => !isTold(group)).filter(filled),
  };
}

/** The chart that belongs to a judged metric, e.g. `cpu` to `cpu_time.total`. */
export function chartOf(metric: string, { headline, more }: Groups): string | undefined {
  const family: readonly [RegExp, string][] = [
    [/^cpu_/, "cpu"],
    [/^memory_/, "memory"],
    [/^js_heap/, "js_heap_size"],
    [/^dom_nodes/, "dom_nodes"],
  ];
  const key = family.find(([pattern]) => pattern.test(metric))?.[1] ?? metric;
  return [...headline, ...more].some((group) => group.key === key) ? key : undefined;
}

/** The lines that the reader wants to see. Where only one source measured, there is nothing to choose. */
export function bySource(variant: Variant, source: string | undefined): Panel[] {
  if (!source || variant.sources.length < 2 || !variant.sources.includes(source)) return variant.panels;
  return variant.panels
    .map(({ type, lines }) => ({ type, lines: lines.filter((line) => line.source === source) }))
    .filter(({ lines }) => lines.length > 0);
}

/** One scale for all panels, from zero unless something lies below it. */
export function scaleOf(panels: readonly Panel[]): [number, number] {
  const lines = panels.flatMap((panel) => panel.lines);
  const top = lines.reduce((most, line) => Math.max(most, line.top), 0);
  const bottom = lines.reduce((least, line) => Math.min(least, line.bottom), 0);
  return top === bottom ? [bottom, bottom + 1] : [bottom * 1.08, top * 1.08];
}

/** Whether the page under test reported it on its own account. */
function isPageMetric(group: Group): boolean {
  return !BUILT_IN.test(group.key) && group.variants.some(({ sources }) => sources.includes("Page"));
}

function rank(type: string): number {
  const place = TYPES.indexOf(type);
  return place < 0 ? TYPES.length : place;
}

/** Colors by the order of the processes within their type. Those of one title are one thing to the reader. */
function colorsOf(all: readonly ProcessSeries[]): Map<number, number> {
  const places = new Map<string, Map<string, number>>();
  const colors = new Map<number, number>();
  for (const { pid, process_type: type, title } of all) {
    const known = places.get(type ?? "") ?? new Map<string, number>();
    places.set(type ?? "", known);
    const name = title || String(pid);
    const place = known.get(name) ?? known.size;
    known.set(name, place);
    colors.set(pid, (place % COLORS) + 1);
  }
  return colors;
}
