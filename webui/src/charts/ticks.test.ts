import { expect, test } from "vitest";

import { ticksOf } from "./ticks";

test("ticks are round and lie within the axis", () => {
  expect(ticksOf(0, 100, 4)).toEqual([0, 20, 40, 60, 80, 100]);
  expect(ticksOf(-3, 3, 6)).toEqual([-3, -2, -1, 0, 1, 2, 3]);
  expect(ticksOf(0, 1e300, 4).length).toBeGreaterThan(1);
  const huge = ticksOf(-1.7e308, 1.7e308, 4);
  expect(huge).toContain(0);
  expect(huge.every(Number.isFinite)).toBe(true);
});

test("an axis without extent has none", () => {
  expect(ticksOf(5, 5, 4)).toEqual([]);
  expect(ticksOf(0, Number.POSITIVE_INFINITY, 4)).toEqual([]);
});
