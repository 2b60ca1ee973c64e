import { expect, test } from "vitest";

import { leadsTo, PLACES } from "./places";

test("a place holds its own page and those below, and no neighbor of a like name", () => {
  const runs = { path: "/runs", name: "app.runs" } as const;
  expect(["/runs", "/runs/7", "/runsheet", "/"].map((path) => leadsTo(runs, path))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test("a job, a night of a suite and a comparison stand in one place each", () => {
  const held = (path: string) => PLACES.filter((place) => leadsTo(place, path)).map((place) => place.path);
  expect(["/jobs/7", "/live/7", "/suites/nightly", "/compare"].map(held)).toEqual([
    ["/queue"],
    ["/queue"],
    ["/schedules"],
    ["/runs"],
  ]);
});
