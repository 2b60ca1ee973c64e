import { expect, test } from "vitest";

import type { ProcessSeries } from "../../../api/types";
import { bySource, chartOf, groupsOf, scaleOf } from "./groups";

const one = (metric: string, source: string, value = 1) => ({
  metric,
  source,
  unit: "percent",
  samples: 2,
  at_ms: [0, 1000],
  values: [value, value],
});

const all: ProcessSeries[] = [
  {
    pid: 10,
    process_type: "Browser",
    series: [one("cpu_os_usage", "OS", 5), one("cpu_chrome_usage", "Chrome", 4)],
  },
  {
    pid: 20,
    process_type: "Renderer",
    title: "a",
    series: [one("cpu_os_usage", "OS", 90), one("threads", "OS")],
  },
  {
    pid: 21,
    process_type: "Renderer",
    title: "b",
    series: [one("cpu_os_usage", "OS", 2), one("memory_rss", "OS")],
  },
  { pid: 0, series: [one("inference_time", "Page")] },
];

const groups = groupsOf(all, new Set(), 1000);

test("headline metrics come first, then the page's own, the rest stays behind", () => {
  expect(groups.headline.map(({ key }) => key)).toEqual(["cpu", "memory", "inference_time"]);
  expect(groups.more.map(({ key }) => key)).toEqual(["threads"]);
  expect(groupsOf(all, new Set(["threads"]), 1000).more).toEqual([]);
});

test("both sources of CPU stand in one chart, one panel for each process type", () => {
  const [cpu] = groups.headline[0]!.variants;
  expect(cpu!.sources).toEqual(["Chrome", "OS"]);
  expect(cpu!.panels.map(({ type, lines }) => [type, lines.length])).toEqual([
    ["Renderer", 2],
    ["Browser", 2],
  ]);
});

test("choosing a source leaves metrics alone that only one source gave", () => {
  const [cpu] = groups.headline[0]!.variants;
  const [memory] = groups.headline[1]!.variants;
  expect(bySource(cpu!, "Chrome").map(({ type }) => type)).toEqual(["Browser"]);
  expect(bySource(memory!, "Chrome")).toBe(memory!.panels);
  expect(bySource(cpu!, undefined)).toBe(cpu!.panels);
});

test("panels share a scale from zero", () => {
  const [low, high] = scaleOf(groups.headline[0]!.variants[0]!.panels);
  expect(low).toBe(0);
  expect(high).toBeGreaterThan(90);
  expect(scaleOf([])).toEqual([0, 1]);
});

test("a judged metric knows its chart", () => {
  expect(chartOf("cpu_time.total", groups)).toBe("cpu");
  expect(chartOf("memory_private.renderer", groups)).toBe("memory");
  expect(chartOf("threads", groups)).toBe("threads");
  expect(chartOf("lcp", groups)).toBeUndefined();
});

test("tabs of one title have one color, however often their process changed", () => {
  const renderer = (pid: number, title: string): ProcessSeries => ({
    pid,
    process_type: "Renderer",
    title,
    series: [one("cpu_os_usage", "OS")],
  });
  const found = groupsOf([renderer(1, "a"), renderer(2, "b"), renderer(3, "a")], new Set(), 1000);
  expect(found.headline[0]!.variants[0]!.panels[0]!.lines.map(({ color }) => color)).toEqual([1, 2, 1]);
});

test("a process keeps its color in every chart", () => {
  const colors = groups.headline.flatMap(({ variants }) =>
    variants.flatMap(({ panels }) => panels.flatMap(({ lines }) => lines.filter(({ pid }) => pid === 21))),
  );
  expect(new Set(colors.map(({ color }) => color))).toEqual(new Set([2]));
});
