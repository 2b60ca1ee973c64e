// Which runs are selected, across the pages of the list. Pure: rows in, selection out.
import type { Run } from "../../api/types";

/** What is kept of a selected run: enough to name it and to change it. */
export type Selected = Pick<Run, "id" | "version" | "title" | "created_at">;

export interface Selection {
  runs: ReadonlyMap<string, Selected>;
  /** The row that a range starts from. */
  anchor?: string;
}

export const NOTHING: Selection = { runs: new Map() };
/** A comparison has this many runs at least… */
export const FEWEST_COMPARED = 2;
/** …and at most. */
export const MOST_COMPARED = 20;
/** A change of many runs is about at most so many. */
export const MOST_CHANGED = 200;

/** One row more or less; with `range`, every row from the last one on that was toggled. */
export function toggled(selection: Selection, rows: readonly Run[], row: number, range: boolean): Selection {
  const run = rows[row];
  if (!run) return selection;
  const runs = new Map(selection.runs);
  const start = range ? rows.findIndex(({ id }) => id === selection.anchor) : -1;
  if (start >= 0) {
    for (const each of rows.slice(Math.min(start, row), Math.max(start, row) + 1))
      runs.set(each.id, kept(each));
    return { runs, anchor: selection.anchor! };
  }
  if (!runs.delete(run.id)) runs.set(run.id, kept(run));
  return { runs, anchor: run.id };
}

/** Every row of the page, or none of them. */
export function withAll(selection: Selection, rows: readonly Run[], on: boolean): Selection {
  const runs = new Map(selection.runs);
  for (const run of rows) {
    if (on) runs.set(run.id, kept(run));
    else runs.delete(run.id);
  }
  return { ...selection, runs };
}

/** The selection as the list has it by now: a run that was changed meanwhile is seen as it is. */
export function refreshed(selection: Selection, rows: readonly Run[]): Selection {
  const stale = rows.filter(({ id, version }) => {
    const known = selection.runs.get(id);
    return known !== undefined && known.version !== version;
  });
  return stale.length > 0 ? withAll(selection, stale, true) : selection;
}

/** The comparison of the selected runs, the oldest first; none where there are too few or too many. */
export function comparison(selection: Selection): string | undefined {
  const runs = [...selection.runs.values()];
  if (runs.length < FEWEST_COMPARED || runs.length > MOST_COMPARED) return undefined;
  runs.sort((one, other) => one.created_at.localeCompare(other.created_at));
  return `/compare?ids=${runs.map(({ id }) => encodeURIComponent(id)).join(",")}`;
}

function kept({ id, version, title, created_at }: Run): Selected {
  return { id, version, title, created_at };
}
