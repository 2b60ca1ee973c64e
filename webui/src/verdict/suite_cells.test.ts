import { describe, expect, it } from "vitest";

import {
  cellKey,
  cellName,
  cellSign,
  counted,
  stripCells,
  type SuiteCell,
  type SuiteRun,
} from "./suite_cells";

const cell = (change: Partial<SuiteCell>): SuiteCell => ({
  entry: "checkout",
  scenario: "checkout",
  device: "linux, gpu",
  parameters: {},
  job_id: "1",
  state: "completed",
  ...change,
});

const run = (cells: SuiteCell[]): SuiteRun => ({
  id: "r",
  suite: "night",
  state: "over",
  started_at: "2026-11-22T01:30:00Z",
  tags: [],
  cells,
});

describe("a cell", () => {
  it("shows its verdict once it has one, and where its job stands otherwise", () => {
    expect(cellSign(cell({ verdict: "regressed" })).word).toBe("verdict.regressed");
    expect(cellSign(cell({})).word).toBe("verdict.none");
    expect(cellSign(cell({ state: "queued" })).word).toBe("cell.queued");
    // A job that failed is not excused by what its run looked like.
    expect(cellSign(cell({ state: "failed", verdict: "unchanged" })).word).toBe("cell.failed");
  });

  it("is the same from start to start, whatever the order of its parameters", () => {
    const one = cell({ parameters: { a: "1", b: "2" } });
    const other = cell({ parameters: { b: "2", a: "1" }, job_id: "2" });
    expect(cellKey(one)).toBe(cellKey(other));
    expect(cellName(one)).toBe("checkout (a=1, b=2) · linux, gpu");
  });
});

describe("a strip", () => {
  it("leads to the run and says why there is none", () => {
    const lost = cell({ state: "infrastructure", reason: "the agent gave no sign", job_id: "2" });
    const [good, bad] = stripCells(run([cell({ verdict: "improved", run_id: "7" }), lost]), (key) => key);
    expect(good?.href).toBe("/runs/7");
    expect(bad?.href).toBeUndefined();
    expect(bad?.words).toBe("checkout · linux, gpu: cell.infrastructure (the agent gave no sign)");
  });

  it("is counted worst first", () => {
    const cells = [
      cell({ verdict: "unchanged" }),
      cell({ verdict: "regressed" }),
      cell({ verdict: "unchanged" }),
    ];
    expect(counted(run(cells)).map(({ sign, count }) => [sign.word, count])).toEqual([
      ["verdict.regressed", 1],
      ["verdict.unchanged", 2],
    ]);
  });
});
