import { expect, test } from "vitest";

import { lanesOf } from "./lanes";

test("phases that overlap stand in rows of their own", () => {
  const lanes = lanesOf([
    { name: "all", start_ms: 0, end_ms: 100 },
    { name: "load", start_ms: 10, end_ms: 40 },
    { name: "use", start_ms: 40, end_ms: 90 },
    { name: "click", start_ms: 95 },
  ]);
  expect(lanes.map((lane) => lane.map(({ name }) => name))).toEqual([["all"], ["load", "use", "click"]]);
});

test("a phase has the same tint in every iteration", () => {
  const [lane] = lanesOf([
    { name: "load", start_ms: 0, end_ms: 1 },
    { name: "use", start_ms: 1, end_ms: 2 },
    { name: "load", start_ms: 2, end_ms: 3 },
  ]);
  expect(lane!.map(({ tint }) => tint)).toEqual([0, 1, 0]);
});
