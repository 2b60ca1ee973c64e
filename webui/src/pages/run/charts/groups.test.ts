import { expect, test } from "vitest";

import type { Statistic } from "../../../api/types";
import { bySource, chartOf, folded, groupsOf, scaleOf } from "./groups";
import { headsOf } from "./heads";

const one = (pid: number, type: string | undefined, metric: string, source: string, max = 1): Statistic => ({
  pid,
  ...(type && { process_type: type }),
  metric,
  source,
  unit: "percent",
  count: 2,
  avg: max / 2,
  min: 0,
  max,
  p50: max / 2,
  p95: max,
  p99: max,
});

const process = (pid: number, title: string) => ({ pid, name: "chromium", process_type: "Renderer", title });

const statistics = [
  one(10, "Browser", "cpu_os_usage", "OS", 5),
  one(10, "Browser", "cpu_chrome_usage", "Chrome", 4),
  one(20, "Renderer", "cpu_os_usage", "OS", 2),
  one(20, "Renderer", "threads", "OS"),
  one(21, "Renderer", "cpu_os_usage", "OS", 90),
  one(21, "Renderer", "memory_rss", "OS"),
  one(0, undefined, "inference_time", "Page"),
];
const heads = headsOf({ statistics, processes: [process(20, "a"), process(21, "b")] });
const groups = groupsOf(heads, new Set());

test("headline metrics come first, then the page's own, the rest stays behind", () => {
  expect(groups.headline.map(({ key }) => key)).toEqual(["cpu", "memory", "inference_time"]);
  expect(groups.more.map(({ key }) => key)).toEqual(["threads"]);
  expect(groupsOf(heads, new Set(["threads"])).more).toEqual([]);
});

test("both sources of CPU stand in one chart, one panel for each process type", () => {
  const [cpu] = groups.headline[0]!.variants;
  expect(cpu!.sources).toEqual(["Chrome", "OS"]);
  expect(cpu!.panels.map((panel) => [panel.type, panel.heads.map(({ pid }) => pid)])).toEqual([
    ["Renderer", [21, 20]],
    ["Browser", [10, 10]],
  ]);
});

test("choosing a source leaves metrics alone that only one source gave", () => {
  const [cpu] = groups.headline[0]!.variants;
  const [memory] = groups.headline[1]!.variants;
  expect(bySource(cpu!, "Chrome").map(({ type }) => type)).toEqual(["Browser"]);
  expect(bySource(memory!, "Chrome")).toBe(memory!.panels);
  expect(bySource(cpu!, undefined)).toBe(cpu!.panels);
});

test("panels share a scale from zero that stays a number however large the values", () => {
  const [low, high] = scaleOf(groups.headline[0]!.variants[0]!.panels);
  expect(low).toBe(0);
  expect(high).toBeGreaterThan(90);
  expect(scaleOf([])).toEqual([0, 1]);
  const huge = headsOf({
    statistics: [{ ...one(1, "GPU", "m", "OS", 1.7e308), min: -1.7e308 }],
    processes: [],
  });
  const [least, most] = scaleOf([{ type: "GPU", heads: huge }]);
  expect([least, most]).toEqual([-Number.MAX_VALUE, Number.MAX_VALUE]);
});

test("a judged metric knows its chart", () => {
  expect(chartOf("cpu_time.total", groups)).toBe("cpu");
  expect(chartOf("memory_private.renderer", groups)).toBe("memory");
  expect(chartOf("threads", groups)).toBe("threads");
  expect(chartOf("lcp", groups)).toBeUndefined();
});

test("of very many processes the costliest are drawn with all their sources, the rest is counted", () => {
  const crowd = Array.from({ length: 5000 }, (_, pid) => [
    one(pid + 1, "Renderer", "cpu_os_usage", "OS", pid),
    one(pid + 1, "Renderer", "cpu_chrome_usage", "Chrome", pid),
  ]).flat();
  const [cpu] = groupsOf(headsOf({ statistics: crowd, processes: [] }), new Set()).headline;
  const { heads: drawn, left } = folded(cpu!.variants[0]!.panels[0]!, 8);
  expect(drawn).toHaveLength(16);
  expect(drawn[0]!.pid).toBe(5000);
  expect(left).toHaveLength(9984);
});

test("tabs of one title have one color, and the busiest processes colors of their own", () => {
  const tabs = headsOf({
    statistics: [1, 2, 3].map((pid) => one(pid, "Renderer", "cpu_os_usage", "OS", pid)),
    processes: [process(1, "a"), process(2, "b"), process(3, "a")],
  });
  expect(tabs.map(({ color }) => color)).toEqual([1, 2, 1]);
});

test("a process keeps its color in every chart", () => {
  const colors = heads.filter(({ pid }) => pid === 20).map(({ color }) => color);
  expect(new Set(colors).size).toBe(1);
});
