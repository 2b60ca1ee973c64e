import { expect, it } from "vitest";

import type { SuiteRun } from "../../verdict/suite_cells";
import { columnsOf } from "./columns";

const run = (entries: string[]): SuiteRun => ({
  id: "r",
  suite: "night",
  state: "over",
  started_at: "2026-11-22T01:30:00Z",
  tags: [],
  cells: entries.map((entry) => ({
    entry,
    scenario: entry,
    device: "chromium",
    parameters: {},
    job_id: entry,
    state: "completed",
  })),
});

it("has a column for each cell that any start had, those of the newest first", () => {
  const columns = columnsOf([run(["login", "scroll"]), run(["scroll", "idle"])]);
  expect(columns.map(({ cell }) => cell.entry)).toEqual(["login", "scroll", "idle"]);
});
