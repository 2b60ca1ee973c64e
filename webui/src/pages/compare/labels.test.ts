import { expect, test } from "vitest";

import type { Run } from "../../api/types";
import { labelsOf } from "./labels";

const t = (key: string, values?: Record<string, string | number>) => `${key} ${values?.["number"] ?? ""}`;
const run = (fields: Partial<Run>) => ({ title: "", created_at: "2026-11-22T00:00:00Z", ...fields }) as Run;

test("runs are named by the first thing that tells them all apart", () => {
  expect(labelsOf([run({ release: "6.7" }), run({ release: "6.8" })], t)).toEqual(["6.7", "6.8"]);
  const builds = [run({ release: "6.7", build_id: "b1" }), run({ release: "6.7", build_id: "b2" })];
  expect(labelsOf(builds, t)).toEqual(["b1", "b2"]);
  expect(labelsOf([run({ release: "6.7", title: "one" }), run({ title: "two" })], t)).toEqual(["one", "two"]);
});

test("runs that nothing short tells apart are numbered", () => {
  const same = [run({ title: "x".repeat(500) }), run({ title: "y".repeat(500) })];
  expect(labelsOf(same, t)).toEqual(["compare.run 1", "compare.run 2"]);
});
