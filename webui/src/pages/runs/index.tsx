// The runs page: how many there are and how they fared, the filters, the table. The address holds all of its state but the
// selection, which goes with whoever selects.
import { useCallback, useEffect, useMemo, useState } from "react";
import { useLocation, useSearch } from "wouter";

import { useRuns } from "./queries";
import { useLocale } from "../../i18n/locale";
import { Failure, isRefusal } from "../../shell/failure";
import { useKeyHelp, type KeyLine } from "../../shell/keys";
import { useLate } from "../../shell/late";
import { useListKeys } from "../../shell/list_keys";
import { useTitle } from "../../shell/title";
import { EmptyRuns, NoMatch } from "./empty";
import { FilterPanel } from "./filter_panel";
import { addressOf, narrows, queryOf, readFilters, withText, type Filters } from "./filters";
import { Headline } from "./headline";
import { Pager } from "./pager";
import { SavedViews } from "./saved_views";
import { SearchField } from "./search_field";
import { comparison, NOTHING, refreshed, toggled, withAll } from "./selection";
import { SelectionBar } from "./selection_bar";
import { RunsSkeleton } from "./skeleton";
import { RunsTable } from "./table";
import "./runs.css";
import "./list.css";

const KEYS: readonly KeyLine[] = [
  { keys: ["/"], does: "keys.search" },
  { keys: ["j", "k"], does: "keys.rows" },
  { keys: ["Enter"], does: "keys.open" },
  { keys: ["x"], does: "keys.select" },
  { keys: ["Shift", "x · j · k"], does: "keys.range" },
  { keys: ["c"], does: "keys.compare" },
  { keys: ["Esc"], does: "keys.clear" },
];

export function RunsPage() {
  const { t } = useLocale();
  const search = useSearch();
  const [, navigate] = useLocation();
  const filters = useMemo(() => readFilters(search), [search]);
  const runs = useRuns(queryOf(filters, new Date()));
  const page = runs.data;
  const late = useLate(runs.isPending);
  const { selection, toggle, all, clear } = useSelection(page?.items);
  const change = useCallback((next: Filters) => navigate(addressOf(next)), [navigate]);
  const compare = () => {
    const address = comparison(selection);
    if (address) navigate(address);
  };
  useTitle(t("app.runs"));
  useListKeys({ toggle, compare, clear });
  useKeyHelp(KEYS);

  if (isRefusal(runs.error)) return <Failure error={runs.error!} retry={() => void runs.refetch()} />;
  const bar = <SelectionBar selection={selection} onClear={clear} />;
  if (page?.pagination.total === 0 && !narrows(filters)) {
    return (
      <>
        <EmptyRuns />
        {bar}
      </>
    );
  }
  return (
    <div className="runs">
      <Headline filters={filters} total={page?.pagination.total} />
      <FilterPanel filters={filters} onChange={change} />
      <section className="results" aria-label={t("app.runs")} aria-busy={runs.isFetching}>
        <SearchField
          value={filters.texts.search ?? ""}
          onSearch={(text, typing) =>
            navigate(addressOf(withText(filters, "search", text)), { replace: typing })
          }
        />
        <SavedViews filters={filters} />
        <p className="hidden" role="status">
          {runs.isPending
            ? t("state.loading")
            : page
              ? t("runs.headline", { total: page.pagination.total })
              : ""}
        </p>
        {runs.error && (
          <div className={page && "over"}>
            <Failure
              error={runs.error}
              retry={() => void runs.refetch()}
              seenAt={page && runs.dataUpdatedAt}
            />
          </div>
        )}
        {late && <RunsSkeleton />}
        {page && page.items.length === 0 && <NoMatch filters={filters} onChange={change} />}
        {page && page.items.length > 0 && (
          <div className={runs.isPlaceholderData || runs.error ? "old" : undefined}>
            <RunsTable
              runs={page.items}
              filters={filters}
              selection={selection}
              onChange={change}
              onToggle={toggle}
              onAll={all}
            />
            <Pager pagination={page.pagination} filters={filters} onChange={change} />
          </div>
        )}
        {bar}
      </section>
    </div>
  );
}

/** The selected runs, kept while the reader filters and turns pages. */
function useSelection(rows: Parameters<typeof refreshed>[1] | undefined) {
  const [selection, select] = useState(NOTHING);
  useEffect(() => {
    if (rows) select((before) => refreshed(before, rows));
  }, [rows]);
  const toggle = useCallback(
    (row: number, range: boolean) => rows && select((before) => toggled(before, rows, row, range)),
    [rows],
  );
  const all = useCallback((on: boolean) => rows && select((before) => withAll(before, rows, on)), [rows]);
  const clear = useCallback(() => select(NOTHING), []);
  return { selection, toggle, all, clear };
}
