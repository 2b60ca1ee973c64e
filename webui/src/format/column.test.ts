import { expect, test } from "vitest";

import { columnUnit } from "./column";

test("a column of bytes has one unit and one number of decimals", () => {
  const column = columnUnit("bytes", 41_234_000);
  expect(column.label).toBe("MB");
  expect([41_234_000, 900_000].map(column.text)).toEqual(["41.2", "0.9"]);
});

test("units are told once, in words that fit a head", () => {
  expect(columnUnit("percent", 98.7).label).toBe("%");
  expect(columnUnit("count", 12).label).toBe("");
  expect(columnUnit("bytes/s", 12_000).label).toBe("kB/s");
  expect(columnUnit("ms", 1240).text(46.1)).toBe("46");
});
