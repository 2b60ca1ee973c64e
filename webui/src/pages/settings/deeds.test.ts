import { expect, test } from "vitest";

import { runOf, wordOf } from "./deeds";

test("a deed is told in words, or as it was written", () => {
  expect(wordOf("token.create")).toBe("deed.token.create");
  expect(wordOf("POST /api/v1/new-thing")).toBeUndefined();
});

test("a run that a deed was done to can be opened, one that was deleted cannot", () => {
  expect(runOf({ action: "share.create", object: "r1/s1" })).toBe("r1");
  expect(runOf({ action: "run.edit", object: "r1" })).toBe("r1");
  expect(runOf({ action: "run.delete", object: "r1" })).toBeUndefined();
  expect(runOf({ action: "token.create", object: "t1" })).toBeUndefined();
});
