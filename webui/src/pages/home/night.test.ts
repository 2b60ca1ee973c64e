import { expect, test } from "vitest";

import { beginning, coverage, newestOfEach, owners, sorted } from "./night";
import type { Alert, SuiteCell, SuiteRun } from "./queries";

const HOUR = 3_600_000;

function at(hours: number): string {
  return new Date(hours * HOUR).toISOString();
}

function alert(opened: number, good?: number, owner?: string): Alert {
  const goodRun = good === undefined ? {} : { good_run: { run_id: "g", at: at(good) } };
  return { opened_at: at(opened), good_since: 0, ...goodRun, ...(owner && { owner }) } as Alert;
}

function cell(state: string, verdict?: string): SuiteCell {
  return { state, job_id: "j", ...(verdict && { verdict }) } as SuiteCell;
}

function suite(name: string, started: number, cells: SuiteCell[] = []): SuiteRun {
  return { id: `${name}-${started}`, suite: name, started_at: at(started), cells } as SuiteRun;
}

test("the page tells of a day, of a weekend that somebody was away, and of no more than a week", () => {
  expect(beginning(1000 * HOUR, 999 * HOUR)).toBe(976 * HOUR);
  expect(beginning(1000 * HOUR, 940 * HOUR)).toBe(940 * HOUR);
  expect(beginning(1000 * HOUR, 10 * HOUR)).toBe(832 * HOUR);
});

test("an alert is new, recovering or old, and one of them only", () => {
  const all = [alert(50), alert(10, 60), alert(10, 20), alert(11)];
  const { fresh, recovering, older } = sorted(all, 40 * HOUR);
  expect([fresh.length, recovering.length, older.length]).toEqual([1, 1, 2]);
});

test("what still works is not counted as missing", () => {
  const cells = [cell("completed", "unchanged"), cell("infrastructure"), cell("running"), cell("queued")];
  expect(coverage([suite("nightly", 1, cells)])).toEqual({ ran: 1, due: 2 });
});

test("a suite that ran twice shows its newest run", () => {
  const runs = [suite("nightly", 5), suite("nightly", 9), suite("hourly", 7)];
  expect(newestOfEach(runs).map((run) => run.id)).toEqual(["hourly-7", "nightly-9"]);
});

test("alerts that nobody looks after stand among the owners", () => {
  const all = [alert(1, undefined, "Ada"), alert(2), alert(3), alert(4, undefined, "Bo")];
  expect(owners(all)).toEqual([
    { owner: undefined, count: 2 },
    { owner: "Ada", count: 1 },
    { owner: "Bo", count: 1 },
  ]);
});
