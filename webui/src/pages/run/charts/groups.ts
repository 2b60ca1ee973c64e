// Which series stand in which chart: by metric, then by process type. CPU of both sources stands together.
import { grouped } from "../../../charts/grouped";
import type { Key } from "../../../i18n/catalog";
import type { Head } from "./heads";

/** The series of one process type; they share a small chart. */
export interface Panel {
  /** Type of the processes; empty for what belongs to the run as a whole. */
  type: string;
  /** The process with the highest average first, all series of a process together. */
  heads: Head[];
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
/** Families of built-in metrics that a page reports; what else it reports is the tester's own. */
const BUILT_IN = /^(page|navigation|web_vitals|heap|tab|frame)\./;
const AIR = 1.08;
/** Processes of a panel that are drawn unless more are asked for. */
export const FEW = 8;

/** Sorts the series into charts. `told` are the metrics that a reader asked for by name: they stand among the first. */
export function groupsOf(heads: readonly Head[], told: ReadonlySet<string>): Groups {
  const byMetric = grouped(heads, ({ metric }) => metric);
  const variant = (metrics: readonly string[]): Variant[] => {
    const own = metrics.flatMap((metric) => byMetric.get(metric) ?? []);
    if (own.length === 0) return [];
    const given = new Map(own.map(({ metric, source }) => [`${metric} ${source}`, { metric, source }]));
    const types = grouped(own, ({ type }) => type);
    const panels = [...types]
      .sort(([one], [other]) => rankOf(one) - rankOf(other))
      .map(([type, its]) => ({ type, heads: ranked(its) }));
    const sources = [...new Set(own.map(({ source }) => source))].sort();
    return [{ key: metrics[0]!, unit: own[0]!.unit, sources, metrics: [...given.values()], panels }];
  };
  const first = HEADLINE.map(({ key, label, variants }) => ({
    key,
    label,
    variants: variants.flatMap(variant),
  }));
  const placed = new Set(HEADLINE.flatMap(({ variants }) => variants.flat()));
  const others = [...byMetric.keys()].filter((metric) => !placed.has(metric)).sort();
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

/** The series that the reader wants to see. Where only one source measured, there is nothing to choose. */
export function bySource(variant: Variant, source: string | undefined): Panel[] {
  if (!source || variant.sources.length < 2 || !variant.sources.includes(source)) return variant.panels;
  return variant.panels
    .map(({ type, heads }) => ({ type, heads: heads.filter((head) => head.source === source) }))
    .filter(({ heads }) => heads.length > 0);
}

/** The series of the `most` processes that stand first, and how many processes are left out. */
export function folded({ heads }: Panel, most: number): { heads: Head[]; left: Head[] } {
  const pids = new Set([...new Set(heads.map(({ pid }) => pid))].slice(0, most));
  return { heads: heads.filter(({ pid }) => pids.has(pid)), left: heads.filter(({ pid }) => !pids.has(pid)) };
}

/** One scale for all panels, from zero unless something lies below it. */
export function scaleOf(panels: readonly Panel[]): [number, number] {
  const heads = panels.flatMap((panel) => panel.heads);
  const top = heads.reduce((most, { max }) => Math.max(most, max), 0);
  const bottom = heads.reduce((least, { min }) => Math.min(least, min), 0);
  if (top === bottom) return [bottom, bottom + 1];
  const finite = (value: number) => Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));
  return [finite(bottom * AIR), finite(top * AIR)];
}

function ranked(heads: readonly Head[]): Head[] {
  const cost = new Map<number, number>();
  for (const { pid, cost: own } of heads) cost.set(pid, Math.max(cost.get(pid) ?? -Infinity, own));
  return [...heads].sort((one, other) => cost.get(other.pid)! - cost.get(one.pid)! || one.pid - other.pid);
}

/** Whether the page under test reported it on its own account. */
function isPageMetric(group: Group): boolean {
  return !BUILT_IN.test(group.key) && group.variants.some(({ sources }) => sources.includes("Page"));
}

function rankOf(type: string): number {
  const place = TYPES.indexOf(type);
  return place < 0 ? TYPES.length : place;
}
