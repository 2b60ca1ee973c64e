import { expect, test } from "vitest";

import type { Iteration } from "../../../api/types";
import { slicesOf } from "./slices";

const iteration = (index: number, start_ms: number, end_ms: number): Iteration => ({
  index,
  warmup: index === 0,
  started_at: "",
  ended_at: "",
  start_ms,
  end_ms,
  results: {},
});

test("each iteration begins at zero, gaps stay gaps, and one without samples stays empty", () => {
  const line = { at: [0, 10, 20, 30, 40], values: [1, 2, null, 4, 5] };
  const slices = slicesOf(line, [iteration(0, 5, 20), iteration(1, 25, 40), iteration(2, 50, 60)]);
  expect(slices.map(({ at, values }) => [at, values])).toEqual([
    [
      [5, 15],
      [2, null],
    ],
    [
      [5, 15],
      [4, 5],
    ],
    [[], []],
  ]);
  expect(slices[0]!.warmup).toBe(true);
});
