import { expect, test } from "vitest";

import { leadsTo } from "./places";

test("a place holds its own page and those below, and no neighbor of a like name", () => {
  const runs = { path: "/runs", name: "app.runs" } as const;
  expect(["/runs", "/runs/7", "/runsheet", "/"].map((path) => leadsTo(runs, path))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
