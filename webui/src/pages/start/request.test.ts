import { expect, test } from "vitest";

import { sessionOf, submissionOf } from "./request";

const reading = (query: string) => {
  const params = new URLSearchParams(query);
  return (name: string) => params.get(name) ?? "";
};

test("nothing is sent before something is chosen", () => {
  expect(submissionOf(reading("release=7.1"), "")).toBeUndefined();
  expect(submissionOf(reading("scenario=own"), " ")).toBeUndefined();
});

test("a request holds what was filled in and nothing else", () => {
  expect(
    submissionOf(reading("scenario=scroll&tags=a, b,,c&device=lab/1&priority=-2&iterations=3"), ""),
  ).toEqual({
    library: "scroll",
    tags: ["a", "b", "c"],
    device: "lab/1",
    priority: -2,
    iterations: 3,
  });
  expect(submissionOf(reading("scenario=own&release=7.1"), "name: x")).toEqual({
    scenario: "name: x",
    release: "7.1",
    tags: [],
    priority: 0,
  });
});

test("a session has the usual interval and limit where none is given", () => {
  const chosen = [{ pid: 7, started: 1 }];
  expect(sessionOf(reading("device=lab/1&mode=other"), chosen)).toEqual({
    device: "lab/1",
    processes: chosen,
    mode: "system",
    interval_ms: 1000,
    max_duration_ms: 3_600_000,
    tags: [],
  });
  const given = sessionOf(reading("device=lab/1&mode=hybrid&interval=250&limit=5"), chosen);
  expect([given.mode, given.interval_ms, given.max_duration_ms]).toEqual(["hybrid", 250, 300_000]);
});
