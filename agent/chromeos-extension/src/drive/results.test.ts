import { expect, test } from "vitest";

import { aggregateValues, defineMetrics } from "./results";

const values = [4, 1, 3, 2].map((value, at) => ({ at, key: "a", value }));

test("each aggregate is that of the Dataset's statistics", () => {
  for (const [aggregate, result] of [
    ["mean", 2.5],
    ["median", 2.5],
    ["p95", 3.85],
    ["min", 1],
    ["max", 4],
    ["sum", 10],
    ["last", 2],
    ["count", 4],
  ] as const) {
    expect(aggregateValues(values, { a: { unit: "", meaning: "", aggregate } }).a, aggregate).toBeCloseTo(
      result,
    );
  }
});

test("the scenario's words stand over the built-in ones, whose limit stays where it gives none", () => {
  const builtIn = { lcp: { unit: "ms", meaning: "Built in", practical_limit: { percent: 20 } } };
  const spec = {
    key: "lcp",
    unit: "ms",
    meaning: "Mine",
    direction: "lower_is_better",
    aggregate: "max",
    threshold: 2500,
    practical_percent: null,
    practical_absolute: null,
  } as const;
  const definitions = defineMetrics(builtIn, [spec], ["n"]);
  expect(definitions.lcp).toMatchObject({
    meaning: "Mine",
    threshold: 2500,
    practical_limit: { percent: 20 },
  });
  expect(definitions.n).toMatchObject({ aggregate: "median" });
});
