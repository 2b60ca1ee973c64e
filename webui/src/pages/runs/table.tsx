// The table of runs with its sortable columns.
import type { Run } from "../../api/types";
import type { Key } from "../../i18n/catalog";
import { useLocale } from "../../i18n/locale";
import { nextSort, type Filters, type SortKey } from "./filters";
import { RunRow } from "./row";

const COLUMNS: readonly { name: string; label: Key; sort?: SortKey }[] = [
  { name: "verdict", label: "column.verdict" },
  { name: "title", label: "column.run", sort: "title" },
  { name: "scenario", label: "column.scenario", sort: "scenario" },
  { name: "release", label: "column.release" },
  { name: "build", label: "column.build" },
  { name: "device", label: "column.device" },
  { name: "numbers", label: "column.headline" },
  { name: "duration", label: "column.duration", sort: "duration" },
  { name: "when", label: "column.when", sort: "created_at" },
];

interface Props {
  runs: readonly Run[];
  filters: Filters;
  onChange: (next: Filters) => void;
}

export function RunsTable({ runs, filters, onChange }: Props) {
  const { t } = useLocale();
  return (
    <table className="list" role="table">
      <caption className="hidden">{t("app.runs")}</caption>
      <thead role="rowgroup">
        <tr role="row">
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
        {runs.map((run) => (
          <RunRow key={run.id} run={run} />
        ))}
      </tbody>
    </table>
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
