import { expect, test } from "vitest";

import { deedOfKey } from "./triage_keys";

test("a key does what fits to where the alert stands, and nothing else", () => {
  const deeds = (state: string) => ["a", "r", "o", "x"].map((key) => deedOfKey(key, state));
  expect(deeds("open")).toEqual(["acknowledge", "resolve", "assign", undefined]);
  expect(deeds("acknowledged")).toEqual([undefined, "resolve", "assign", undefined]);
  expect(deeds("resolved")).toEqual([undefined, "reopen", "assign", undefined]);
});
