// The table of runs with its sortable columns and the boxes that select rows.
import { useEffect, useRef } from "react";

import type { Run } from "../../api/types";
import type { Key } from "../../i18n/catalog";
import { useLocale } from "../../i18n/locale";
import { nextSort, type Filters, type SortKey } from "./filters";
import { RunRow } from "./row";
import type { Selection } from "./selection";

const COLUMNS: readonly { name: string; label: Key; sort?: SortKey }[] = [
  { name: "verdict", label: "column.verdict", sort: "verdict" },
  { name: "title", label: "column.run", sort: "title" },
  { name: "scenario", label: "column.scenario", sort: "scenario" },
  { name: "release", label: "column.release", sort: "release" },
  { name: "build", label: "column.build", sort: "build" },
  { name: "device", label: "column.device", sort: "device" },
  { name: "numbers", label: "column.headline" },
  { name: "duration", label: "column.duration", sort: "duration" },
  { name: "when", label: "column.when", sort: "created_at" },
];

interface Props {
  runs: readonly Run[];
  filters: Filters;
  selection: Selection;
  onChange: (next: Filters) => void;
  onToggle: (row: number, range: boolean) => void;
  onAll: (on: boolean) => void;
}

export function RunsTable({ runs, filters, selection, onChange, onToggle, onAll }: Props) {
  const { t } = useLocale();
  return (
    <table className="list" role="table">
      <caption className="hidden">{t("app.runs")}</caption>
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col" className="pick">
            <AllBox runs={runs} selection={selection} onAll={onAll} />
          </th>
          {COLUMNS.map(({ name, label, sort }) => (
            <th
              key={name}
              role="columnheader"
              scope="col"
              className={name}
              aria-sort={sort && order(filters.sort, sort)}
            >
              {sort ? (
                <button
                  type="button"
                  className="sort"
                  onClick={() => onChange({ ...filters, sort: nextSort(filters.sort, sort), page: 1 })}
                >
                  {t(label)}
                  <span aria-hidden="true">{arrow(filters.sort, sort)}</span>
                </button>
              ) : (
                t(label)
              )}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {runs.map((run, row) => (
          <RunRow
            key={run.id}
            run={run}
            row={row}
            selected={selection.runs.has(run.id)}
            onToggle={onToggle}
          />
        ))}
      </tbody>
    </table>
  );
}

function AllBox({ runs, selection, onAll }: Pick<Props, "runs" | "selection" | "onAll">) {
  const { t } = useLocale();
  const box = useRef<HTMLInputElement>(null);
  const count = runs.filter(({ id }) => selection.runs.has(id)).length;
  const some = count > 0 && count < runs.length;
  useEffect(() => {
    if (box.current) box.current.indeterminate = some;
  }, [some]);
  return (
    <label>
      <span className="hidden">{t("select.page")}</span>
      <input
        ref={box}
        type="checkbox"
        checked={count > 0 && !some}
        onChange={(event) => onAll(event.target.checked)}
      />
    </label>
  );
}

function order(current: string, key: SortKey): "ascending" | "descending" | "none" {
  if (current === key) return "ascending";
  return current === `-${key}` ? "descending" : "none";
}

function arrow(current: string, key: SortKey): string {
  const direction = order(current, key);
  if (direction === "none") return "";
  return direction === "ascending" ? " ↑" : " ↓";
}
