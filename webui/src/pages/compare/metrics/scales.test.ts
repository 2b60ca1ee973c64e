import { expect, test } from "vitest";

import type { ComparedMetric } from "../types";
import { reachOf, shiftScale, stepsOf, valueScale } from "./scales";

test("values fill the drawing between its margins", () => {
  const x = valueScale([10, 20, 15], 100, 10);
  expect([x(10), x(15), x(20)]).toEqual([10, 50, 90]);
});

test("a lone value stands in the middle and enormous ones stay inside", () => {
  expect(valueScale([7, 7], 100, 10)(7)).toBe(50);
  expect(valueScale([], 100, 10)(7)).toBe(50);
  const x = valueScale([-1.7e308, 1.7e308], 100, 10);
  expect([x(-1.7e308), x(1.7e308)]).toEqual([10, 90]);
});

test("the runs of a row are drawn to one scale with zero in the middle", () => {
  const shift = (low: number, high: number) => ({ shift: { shift: low, low, high, practical_limit: 5 } });
  const row = { runs: [{}, shift(-2, 8), shift(-10, -6), null] } as unknown as ComparedMetric;
  const x = shiftScale(reachOf(row, [0, 1, 2, 3]), 112);
  expect([x(-10), x(0), x(10)]).toEqual([6, 56, 106]);
  expect(reachOf(row, [0])).toBe(1);
});

test("a distribution rises by the same step at each value", () => {
  expect(stepsOf([3, 1, 2, 2])).toEqual([
    { value: 1, share: 0.25 },
    { value: 2, share: 0.5 },
    { value: 2, share: 0.75 },
    { value: 3, share: 1 },
  ]);
});
