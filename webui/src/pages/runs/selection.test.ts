import { expect, test } from "vitest";

import type { Run } from "../../api/types";
import { comparison, NOTHING, refreshed, toggled, withAll } from "./selection";

const rows = ["a", "b", "c", "d"].map(
  (id, index) => ({ id, title: id, version: 1, created_at: `2026-11-2${9 - index}T00:00:00Z` }) as Run,
);
const ids = (selection: typeof NOTHING) => [...selection.runs.keys()].join("");

test("a row is selected and let go again", () => {
  const one = toggled(NOTHING, rows, 1, false);
  expect(ids(one)).toBe("b");
  expect(ids(toggled(one, rows, 1, false))).toBe("");
  expect(toggled(one, rows, 9, false)).toBe(one);
});

test("a range goes from the last toggled row, up or down, and without one is a single row", () => {
  const anchor = toggled(NOTHING, rows, 2, false);
  expect(ids(toggled(anchor, rows, 0, true))).toBe("cab");
  expect(ids(toggled(toggled(anchor, rows, 0, true), rows, 3, true))).toBe("cabd");
  expect(ids(toggled(NOTHING, rows, 3, true))).toBe("d");
  expect(ids(toggled(anchor, rows.slice(0, 2), 1, true))).toBe("cb");
});

test("a page is selected beside what other pages have", () => {
  const other = toggled(NOTHING, [{ ...rows[0]!, id: "z" }], 0, false);
  const all = withAll(other, rows, true);
  expect(ids(all)).toBe("zabcd");
  expect(ids(withAll(all, rows, false))).toBe("z");
});

test("two to twenty runs are compared, the oldest first", () => {
  expect(comparison(toggled(NOTHING, rows, 0, false))).toBeUndefined();
  expect(comparison(withAll(NOTHING, rows, true))).toBe("/compare?ids=d,c,b,a");
  const many = Array.from({ length: 21 }, (_, number) => ({ ...rows[0]!, id: String(number) }));
  expect(comparison(withAll(NOTHING, many, true))).toBeUndefined();
});

test("a selected run that somebody changed is seen as it is now", () => {
  const all = withAll(NOTHING, rows, true);
  expect(refreshed(all, rows)).toBe(all);
  expect(refreshed(all, [{ ...rows[1]!, version: 2 }]).runs.get("b")?.version).toBe(2);
});
