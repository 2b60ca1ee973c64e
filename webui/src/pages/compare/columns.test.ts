import { expect, test } from "vitest";

import { colorOf, columnsOf, pairOf } from "./columns";
import type { Comparison } from "./types";

const comparison = {
  reference: "b",
  runs: ["a", "b", "c"].map((id) => ({ run: { id } })),
} as unknown as Comparison;

test("the reference is the first column and keeps its color", () => {
  const columns = columnsOf(comparison, ["6.7", "6.8", "6.9"]);
  expect(columns.map(({ id }) => id)).toEqual(["b", "a", "c"]);
  expect(columns[0]).toEqual({ place: 1, id: "b", name: "6.8", isReference: true });
  expect([colorOf(1), colorOf(9)]).toEqual(["of-run run-2", "of-run run-2"]);
});

test("where there is room for two, the reader chooses which one stands beside the reference", () => {
  const columns = columnsOf(comparison, ["6.7", "6.8", "6.9"]);
  expect(pairOf(columns, "c").map(({ id }) => id)).toEqual(["b", "c"]);
  expect(pairOf(columns, "gone").map(({ id }) => id)).toEqual(["b", "a"]);
});
