import { expect, test } from "vitest";

import type { ComparedMetric } from "../types";
import { BY_SIZE, inOrder, nextOrder, sizeOf, sortOf } from "./order";

const row = (metric: string, ...sizes: (number | null)[]) =>
  ({
    metric,
    runs: [
      { n: 1, median: 1, values: [1] },
      ...sizes.map((size) => size !== null && { shift: { shift: Math.sign(size), size: Math.abs(size) } }),
    ],
  }) as unknown as ComparedMetric;

const names = (rows: readonly ComparedMetric[]) => rows.map(({ metric }) => metric).join(" ");
const ROWS = [row("cpu", 1, -9), row("gpu", null, null), row("heap", 3, 0), row("time", -2, 2)];

test("the largest change stands first and what was not compared last", () => {
  expect(names(inOrder(ROWS, BY_SIZE))).toBe("cpu heap time gpu");
  expect(names(inOrder(ROWS, "size"))).toBe("time heap cpu gpu");
  expect(sizeOf(row("gpu", null))).toBeUndefined();
});

test("a run's column is sorted by its change with its sign", () => {
  expect(names(inOrder(ROWS, "-1"))).toBe("heap cpu time gpu");
  expect(names(inOrder(ROWS, "2"))).toBe("cpu heap time gpu");
});

test("names are sorted both ways", () => {
  expect(names(inOrder(ROWS, "metric"))).toBe("cpu gpu heap time");
  expect(names(inOrder(ROWS, "-metric"))).toBe("time heap gpu cpu");
  expect(names(inOrder(ROWS, "nonsense"))).toBe("time heap cpu gpu");
});

test("a click asks for the largest first and a second one turns it around", () => {
  expect([nextOrder(BY_SIZE, "1"), nextOrder("-1", "1"), nextOrder("1", "1")]).toEqual(["-1", "1", "-1"]);
  expect([nextOrder(BY_SIZE, "metric"), nextOrder("metric", "metric")]).toEqual(["metric", "-metric"]);
  expect([sortOf("-1", "1"), sortOf("1", "1"), sortOf("1", "2")]).toEqual([
    "descending",
    "ascending",
    "none",
  ]);
});
