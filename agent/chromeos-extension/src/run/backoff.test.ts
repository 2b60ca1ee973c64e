import { expect, test } from "vitest";

import { backoffMs } from "./backoff";

test("waits double up to a limit", () => {
  expect([0, 1, 2, 3, 4, 5, 6, 99].map((failures) => backoffMs(failures, 0))).toEqual([
    500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000,
  ]);
});

test("chance shortens a wait by at most half", () => {
  expect(backoffMs(2, 1)).toBe(1000);
  expect(backoffMs(2, 7)).toBe(1000);
  expect(backoffMs(2, 0.5)).toBe(1500);
});
