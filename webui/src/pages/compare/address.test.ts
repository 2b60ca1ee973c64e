import { expect, test } from "vitest";

import { addressOfComparison, queryOf, readAlign, readChosen, withChosen, withRun, without } from "./address";

test("the runs of the address are read in order, each once", () => {
  expect(readChosen("?ids=a,b,,a, c&reference=b")).toEqual({ ids: ["a", "b", "c"], reference: "b" });
  expect(readChosen("ids=a,b&reference=z").reference).toBe("a");
  expect(readChosen("")).toEqual({ ids: [], reference: undefined });
  expect(readChosen(`ids=${Array.from({ length: 30 }, (_, at) => at).join(",")}`).ids).toHaveLength(20);
});

test("other runs leave everything else of the address as it is", () => {
  const search = withChosen("ids=a,b&align=phase&zoom=1-99", { ids: ["a", "b", "c"], reference: "c" });
  expect(search).toBe("ids=a,b,c&align=phase&zoom=1-99&reference=c");
  expect(withChosen(search, { ids: ["a", "c"], reference: "a" })).toBe("ids=a,c&align=phase&zoom=1-99");
  expect(addressOfComparison(["a", "b"])).toBe("/compare?ids=a,b");
});

test("without its reference a comparison takes the next run as one", () => {
  const chosen = { ids: ["a", "b", "c"], reference: "a" };
  expect(without(chosen, "a")).toEqual({ ids: ["b", "c"], reference: "b" });
  expect(without(chosen, "b")).toEqual({ ids: ["a", "c"], reference: "a" });
});

test("a run is added once", () => {
  expect(withRun({ ids: ["a"], reference: "a" }, "b").ids).toEqual(["a", "b"]);
  expect(withRun({ ids: ["a"], reference: "a" }, "a").ids).toEqual(["a"]);
  expect(withRun({ ids: [], reference: undefined }, "a")).toEqual({ ids: ["a"], reference: "a" });
});

test("runs are aligned by what they have, else by their start", () => {
  expect(readAlign("phase", ["start", "phase"])).toBe("phase");
  expect(readAlign("iteration", ["start", "phase"])).toBe("start");
  expect(readAlign(undefined, ["start"])).toBe("start");
});

test("the API is asked for the reference only where it is not the first", () => {
  expect(queryOf({ ids: ["a", "b"], reference: "a" })).toBe("ids=a%2Cb");
  expect(queryOf({ ids: ["a", "b"], reference: "b" })).toBe("ids=a%2Cb&reference=b");
});
