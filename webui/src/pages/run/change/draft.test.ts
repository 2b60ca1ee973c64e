import { expect, test } from "vitest";

import { changeOf, plainTags, type Draft } from "./draft";

const known: Draft = { title: "a", release: "6.7", tags: "x, y", notes: "n", project: "p" };

test("only what differs is sent, and what was emptied is taken away", () => {
  expect(changeOf({ ...known, title: " a " }, known)).toEqual({});
  expect(changeOf({ ...known, title: "b", tags: "x,y" }, known)).toEqual({ title: "b" });
  expect(changeOf({ ...known, release: " ", notes: "" }, known)).toEqual({ release: null, notes: null });
  expect(changeOf({ ...known, project: "q" }, known)).toEqual({ project: "q" });
});

test("tags are split at commas of either script, each once", () => {
  expect(changeOf({ ...known, tags: "x，z, ,x" }, known)).toEqual({ tags: ["x", "z"] });
  expect(changeOf({ ...known, tags: "" }, known)).toEqual({ tags: [] });
});

test("tags of the release and the environment are not for typing", () => {
  expect(plainTags(["environment:lab", "nightly", "release:6.7"])).toEqual(["nightly"]);
});
