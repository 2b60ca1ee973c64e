import { expect, test } from "vitest";

import { change, figure, quantity } from "./quantity";

test("figures keep three digits and never cut whole numbers", () => {
  expect([0, 41.234, 1234.5, 50_001, 0.01234, -5.678].map(figure)).toEqual([
    "0",
    "41.2",
    "1,235",
    "50,001",
    "0.0123",
    "-5.68",
  ]);
});

test("quantities carry a unit that fits", () => {
  expect(quantity(108_003_328, "bytes")).toBe("108 MB");
  expect(quantity(512, "bytes")).toBe("512 B");
  expect(quantity(98.76, "percent")).toBe("98.8 %");
  expect(quantity(1240, "count")).toBe("1,240");
  expect(quantity(16.7, "ms")).toBe("16.7 ms");
});

test("a change from nothing is told in its unit", () => {
  expect(change(4.7, 40, "ms")).toBe("+11.8 %");
  expect(change(-2, 40, "ms")).toBe("-5.0 %");
  expect(change(3, 0, "count")).toBe("+3");
});
