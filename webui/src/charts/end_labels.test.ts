import { expect, test } from "vitest";

import { spread } from "./end_labels";

test("labels that would cover each other are pushed apart, in their order", () => {
  const placed = spread([50, 51, 49], 12, 0, 100);
  expect(placed[2]! + 12).toBeLessThanOrEqual(placed[0]!);
  expect(placed[0]! + 12).toBeLessThanOrEqual(placed[1]!);
});

test("labels stay inside the chart", () => {
  for (const y of spread([98, 99, 100], 12, 0, 100)) expect(y).toBeLessThanOrEqual(100);
  expect(spread([], 12, 0, 100)).toEqual([]);
});

test("labels with room stay where they belong", () => {
  expect(spread([10, 80], 12, 0, 100)).toEqual([10, 80]);
});
