import { expect, test } from "vitest";

import { bytes, elapsed, percent } from "./figures";

test("times show hours only when there are some", () => {
  expect([0, 59_999, 247_000, 3_729_000, -5].map(elapsed)).toEqual([
    "0:00",
    "0:59",
    "4:07",
    "1:02:09",
    "0:00",
  ]);
});

test("what nobody measured is a dash", () => {
  expect([percent(undefined), bytes(undefined)]).toEqual(["–", "–"]);
});

test("figures have few digits and their unit", () => {
  expect([percent(0), percent(9.94), percent(183.4)]).toEqual(["0.0 %", "9.9 %", "183 %"]);
  expect([bytes(9_400_000), bytes(135_000_000), bytes(2_340_000_000)]).toEqual([
    "9.40 MB",
    "135 MB",
    "2.34 GB",
  ]);
});
