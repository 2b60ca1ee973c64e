// The runs page: how many there are and how they fared, the filters, the table. The address holds all of its state.
import { useCallback, useMemo } from "react";
import { useLocation, useSearch } from "wouter";
import { useHistoryState } from "wouter/use-browser-location";

import { useRuns } from "./queries";
import { useLocale } from "../../i18n/locale";
import { Failure, isRefusal } from "../../shell/failure";
import { useLate } from "../../shell/late";
import { useTitle } from "../../shell/title";
import { EmptyRuns, NoMatch } from "./empty";
import { FilterPanel } from "./filter_panel";
import { addressOf, narrows, queryOf, readFilters, type Filters } from "./filters";
import { Headline } from "./headline";
import { useListKeys } from "../../shell/list_keys";
import { Pager } from "./pager";
import { RunsSkeleton } from "./skeleton";
import { RunsTable } from "./table";
import "./runs.css";

export function RunsPage() {
  const { t } = useLocale();
  const search = useSearch();
  const [, navigate] = useLocation();
  const filters = useMemo(() => readFilters(search), [search]);
  const runs = useRuns(queryOf(filters));
  const late = useLate(runs.isPending);
  const change = useCallback((next: Filters) => navigate(addressOf(next)), [navigate]);
  const gone = useHistoryState<{ deleted?: string } | null>()?.deleted;
  useTitle(t("app.runs"));
  useListKeys();

  if (isRefusal(runs.error)) return <Failure error={runs.error!} retry={() => void runs.refetch()} />;
  const page = runs.data;
  if (page?.pagination.total === 0 && !narrows(filters)) return <EmptyRuns />;
  return (
    <div className="runs">
      {gone !== undefined && (
        <p className="done" role="status">
          {t("runs.deleted", { title: gone })}
        </p>
      )}
      <Headline filters={filters} total={page?.pagination.total} />
      <FilterPanel filters={filters} onChange={change} />
      <section className="results" aria-label={t("app.runs")} aria-busy={runs.isFetching}>
        <p className="hidden" role="status">
          {runs.isPending
            ? t("state.loading")
            : page
              ? t("runs.headline", { total: page.pagination.total })
              : ""}
        </p>
        {runs.error && <Failure error={runs.error} retry={() => void runs.refetch()} />}
        {late && <RunsSkeleton />}
        {page && page.items.length === 0 && <NoMatch filters={filters} onChange={change} />}
        {page && page.items.length > 0 && (
          <div className={runs.isPlaceholderData || runs.error ? "old" : undefined}>
            <RunsTable runs={page.items} filters={filters} onChange={change} />
            <Pager pagination={page.pagination} filters={filters} />
          </div>
        )}
      </section>
    </div>
  );
}
