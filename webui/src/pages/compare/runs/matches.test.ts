import { expect, test } from "vitest";

import type { Run } from "../../../api/types";
import { matchesOf, pastedId } from "./matches";

const run = (id: string, fields: Partial<Run> = {}) =>
  ({ id, title: "", scenario: "scroll", tags: [], ...fields }) as unknown as Run;
const RUNS = [
  run("a", { title: "Nightly", release: "6.8.0" }),
  run("b", { title: "nightly", scenario: "inference", release: "6.8.0" }),
  run("c", { tags: ["canary"] }),
];
const ids = (found: readonly Run[]) => found.map(({ id }) => id).join("");

test("every word must occur somewhere and runs of the same scenario stand first", () => {
  expect(ids(matchesOf(RUNS, "NIGHTLY 6.8", [], "inference"))).toBe("ba");
  expect(ids(matchesOf(RUNS, "canary", [], undefined))).toBe("c");
  expect(ids(matchesOf(RUNS, "", ["b"], "scroll"))).toBe("ac");
  expect(ids(matchesOf(RUNS, "nothing", [], undefined))).toBe("");
});

test("an id is taken from what was pasted", () => {
  const id = "019ab000-0000-7000-8000-000000000001";
  expect(pastedId(` ${id} `)).toBe(id);
  expect(pastedId(`https://lab/p/default/runs/${id}?zoom=1-99`)).toBe(id);
  expect(pastedId("nightly")).toBeUndefined();
});
