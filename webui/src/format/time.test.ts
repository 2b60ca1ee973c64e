import { expect, test } from "vitest";

import { roughly, span } from "./time";

test("a length has a unit that fits and the digits that matter", () => {
  expect([0, 0.0004, 0.42, 0.7581, 1, 1.44, 9.96, 16.7, 850].map(span)).toEqual([
    "0 ms",
    "0.4 µs",
    "420 µs",
    "758 µs",
    "1 ms",
    "1.4 ms",
    "10 ms",
    "17 ms",
    "850 ms",
  ]);
  expect([1000, 12_400, 185_000].map(span)).toEqual(["1.0 s", "12.4 s", "3 min 05 s"]);
});

test("a distance in time has one unit and no digits that nobody needs", () => {
  const [minute, hour] = [60_000, 3_600_000];
  expect([4_400, -90_000, 59 * minute, 14 * hour, 47 * hour, 72 * hour].map(roughly)).toEqual([
    "4 s",
    "2 min",
    "59 min",
    "14 h",
    "47 h",
    "3 d",
  ]);
});
