import { expect, test } from "vitest";

import type { Column } from "../columns";
import type { Comparison } from "../types";
import { blocksOf, choicesOf } from "./blocks";

const columns = ["a", "b"].map((id, place) => ({
  place,
  id,
  name: id,
  isReference: place === 0,
})) as Column[];
const figures = (avg: number) => ({ count: 1, avg, min: avg, max: avg, p50: avg, p95: avg, p99: avg });
const cpu = (...runs: unknown[]) => ({ metric: "cpu_os_usage", source: "OS", unit: "percent", runs });
const comparison = {
  types: [
    {
      ...cpu({ processes: 2, avg: 3 }, { processes: 1, avg: 9, difference: 6, difference_percent: 200 }),
      process_type: "Renderer",
      whole_run: false,
    },
    { metric: "fps", source: "Page", whole_run: true, runs: [{ processes: 1, avg: 60 }, null] },
  ],
  processes: [
    {
      process_type: "Renderer",
      matched: "exact",
      runs: [
        { pid: 1, title: "mail" },
        { pid: 9, title: "mail" },
      ],
      statistics: [cpu(figures(1), figures(9))],
    },
    {
      process_type: "Renderer",
      matched: "by_type",
      runs: [
        { pid: 2, title: "maps" },
        { pid: 8, title: "news" },
      ],
      statistics: [cpu(figures(2), null)],
    },
    {
      process_type: "GPU",
      matched: "exact",
      runs: [{ pid: 3 }, { pid: 4 }],
      statistics: [cpu(figures(5), figures(5))],
    },
  ],
  folded: ["Utility"],
} as unknown as Comparison;

test("both sources of CPU are one choice and every other metric is its own", () => {
  const types = ["fps", "cpu_os_usage", "cpu_chrome_usage"].map((metric) => ({ metric }));
  const choices = choicesOf({ types } as unknown as Comparison);
  expect(choices.map(({ key, metrics }) => [key, metrics.length])).toEqual([
    ["cpu", 2],
    ["fps", 1],
  ]);
});

test("a type's sum stands above its processes", () => {
  const [renderers] = blocksOf(comparison, ["cpu_os_usage"], columns);
  expect(renderers!.totals.map(({ processes, avg, difference }) => [processes, avg, difference])).toEqual([
    [2, 3, undefined],
    [1, 9, 6],
  ]);
  expect(renderers!.processes.map(({ title, matched, lines }) => [title, matched, lines.length])).toEqual([
    ["mail", "exact", 2],
    ["", "by_type", 1],
  ]);
  expect(renderers!.processes[1]!.lines[0]!.title).toBe("maps");
});

test("the run as a whole has no processes and a run that did not measure has no line", () => {
  const [fps] = blocksOf(comparison, ["fps"], columns);
  expect([fps!.whole, fps!.processes.length, fps!.totals.length]).toEqual([true, 0, 1]);
  expect(blocksOf(comparison, ["nothing"], columns)).toEqual([]);
});
