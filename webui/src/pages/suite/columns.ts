// The columns of a suite's history: every cell that any of the starts has had, in the order of the newest one.
import { cellKey, type SuiteCell, type SuiteRun } from "../../verdict/suite_cells";

/** More columns than this are drawn as strips. */
export const MOST_COLUMNS = 12;

export interface Column {
  key: string;
  cell: SuiteCell;
}

export function columnsOf(runs: readonly SuiteRun[]): Column[] {
  const columns = new Map<string, Column>();
  for (const run of runs) {
    for (const cell of run.cells) {
      const key = cellKey(cell);
      if (!columns.has(key)) columns.set(key, { key, cell });
    }
  }
  return [...columns.values()];
}
