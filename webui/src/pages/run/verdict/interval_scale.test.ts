import { expect, test } from "vitest";

import { intervalScale } from "./interval_scale";

test("zero stands in the middle and everything is in view", () => {
  const x = intervalScale({ shift_low: -1, shift_high: 8, practical_limit: 2 }, 200);
  expect(x(0)).toBe(100);
  for (const shift of [-2, -1, 2, 8]) {
    expect(x(shift)).toBeGreaterThan(0);
    expect(x(shift)).toBeLessThan(200);
  }
});

test("two runs without any spread still have a bar", () => {
  expect(intervalScale({ shift_low: 0, shift_high: 0, practical_limit: 0 }, 200)(0)).toBe(100);
});
