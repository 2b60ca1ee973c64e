import { expect, test } from "vitest";

import { span } from "./time";

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
