import { expect, test } from "vitest";

import { choose, DEFAULTS, problemOf, readTags, releaseOf } from "./settings";

test("a policy's values win and are locked", () => {
  const { settings, locked } = choose(
    { server: "http://a", scenario: "mine", tags: ["x"] },
    { server: "https://lab.example", tags: ["fleet"], interval_seconds: 5 },
  );
  expect(settings).toMatchObject({ server: "https://lab.example", scenario: "mine", tags: ["fleet"] });
  expect(locked).toEqual(["server", "tags", "interval_seconds"]);
});

test("values of a wrong type leave the default in its place", () => {
  const odd = { server: 7, tags: "a", interval_seconds: 0, fallback: "other", token: null };
  expect(choose(odd, odd)).toEqual({ settings: DEFAULTS, locked: [] });
});

test("tags are separated by commas and stand once", () => {
  expect(readTags(" nightly, lab,, nightly ，网络")).toEqual(["nightly", "lab", "网络"]);
});

test("a release among the tags becomes the release", () => {
  expect(releaseOf(["a", "release:6.8.0"])).toEqual({ tags: ["a"], release: "6.8.0" });
  expect(releaseOf(["a"])).toEqual({ tags: ["a"] });
});

test("what a run still needs is named, one thing at a time", () => {
  const ready = { ...DEFAULTS, server: "perf.example", token: "psk_a", scenario: "login" };
  expect(problemOf(DEFAULTS)).toBe("address_empty");
  expect(problemOf({ ...ready, token: "" })).toBe("token_missing");
  expect(problemOf({ ...ready, scenario: "" })).toBe("scenario_missing");
  expect(problemOf(ready)).toBeUndefined();
});
