// What the last night comes to: which alerts are new, what recovered, how much of what was due ran. Pure.
import type { Alert, SuiteCell, SuiteRun } from "./queries";

const DAY_MS = 24 * 3_600_000;
const WEEK_MS = 7 * DAY_MS;

/** From when on the page tells: the last day, or everything since the visit before, at most a week. */
export function beginning(now: number, before: number): number {
  return Math.max(now - WEEK_MS, Math.min(now - DAY_MS, before));
}

/** Alerts by what they mean to somebody who was last here at `before`. */
export interface Alerts {
  /** Opened since. */
  fresh: Alert[];
  /** Good runs came in since; a person has to say that it is over. */
  recovering: Alert[];
  /** The others. */
  older: Alert[];
}

export function sorted(alerts: readonly Alert[], before: number): Alerts {
  const found: Alerts = { fresh: [], recovering: [], older: [] };
  for (const alert of alerts) {
    if (Date.parse(alert.opened_at) > before) found.fresh.push(alert);
    else if (alert.good_run && Date.parse(alert.good_run.at) > before) found.recovering.push(alert);
    else found.older.push(alert);
  }
  return found;
}

/** How many of the cells of suite runs gave a result, and how many there are. */
export interface Coverage {
  ran: number;
  due: number;
}

export function coverage(runs: readonly SuiteRun[]): Coverage {
  const cells = runs.flatMap((run) => run.cells).filter((cell) => !works(cell));
  return { ran: cells.filter((cell) => cell.state === "completed").length, due: cells.length };
}

function works(cell: SuiteCell): boolean {
  return cell.state === "queued" || cell.state === "assigned" || cell.state === "running";
}

/** The newest run of each suite, in the order of their names. */
export function newestOfEach(runs: readonly SuiteRun[]): SuiteRun[] {
  const newest = new Map<string, SuiteRun>();
  for (const run of runs) {
    const known = newest.get(run.suite);
    if (!known || Date.parse(run.started_at) > Date.parse(known.started_at)) newest.set(run.suite, run);
  }
  return [...newest.values()].sort((a, b) => a.suite.localeCompare(b.suite));
}

/** Owners of alerts with how many each has, most first; nobody's have no name. */
export function owners(alerts: readonly Alert[]): { owner: string | undefined; count: number }[] {
  const counts = new Map<string | undefined, number>();
  for (const { owner } of alerts) {
    counts.set(owner ?? undefined, (counts.get(owner ?? undefined) ?? 0) + 1);
  }
  const rows = [...counts].map(([owner, count]) => ({ owner, count }));
  return rows.sort((a, b) => b.count - a.count || (a.owner ?? "").localeCompare(b.owner ?? ""));
}
