// The alerts page: how many need a look, what went bad with which build, and what is done about it.
import { useCallback, useMemo, useState } from "react";
import { useLocation, useSearch } from "wouter";

import { mayEdit } from "../../api/rights";
import { useMe } from "../../api/session";
import { useLocale } from "../../i18n/locale";
import { Failure, isRefusal } from "../../shell/failure";
import { useLate } from "../../shell/late";
import { ROW_LINK, useListKeys } from "../../shell/list_keys";
import { PageLinks } from "../../shell/page_links";
import { useTitle } from "../../shell/title";
import type { DeedKind } from "./act_form";
import { EmptyAlerts, NoMatch } from "./empty";
import { addressOf, narrows, queryOf, readFilters, type Filters } from "./filters";
import { useAlerts, type AlertPage } from "./queries";
import { AlertsTable, type Doing } from "./table";
import { Toolbar } from "./toolbar";
import { ALERT_ROW, useTriageKeys } from "./triage_keys";
import "../runs/runs.css";
import "./alerts.css";

export default function AlertsPage() {
  const { t } = useLocale();
  const search = useSearch();
  const [, navigate] = useLocation();
  const filters = useMemo(() => readFilters(search), [search]);
  const alerts = useAlerts(queryOf(filters));
  const late = useLate(alerts.isPending);
  const change = useCallback((next: Filters) => navigate(addressOf(next)), [navigate]);
  useTitle(t("alerts.title"));
  useListKeys();

  if (isRefusal(alerts.error)) return <Failure error={alerts.error!} retry={() => void alerts.refetch()} />;
  const page = alerts.data;
  if (page && isUntouched(page) && !narrows(filters)) return <EmptyAlerts />;
  return (
    <div className="alerts">
      <h1 className="headline">{page && <Headline page={page} />}</h1>
      <Toolbar filters={filters} page={page} onChange={change} />
      <section className="results" aria-label={t("alerts.title")} aria-busy={alerts.isFetching}>
        <p className="hidden" role="status">
          {alerts.isPending ? t("state.loading") : ""}
        </p>
        {alerts.error && <Failure error={alerts.error} retry={() => void alerts.refetch()} />}
        {late && <div className="skeleton tall" aria-hidden="true" />}
        {page?.items.length === 0 && <NoMatch filters={filters} />}
        {page && page.items.length > 0 && (
          <div className={alerts.isPlaceholderData || alerts.error ? "old" : undefined}>
            <Triage page={page} />
            <PageLinks pagination={page.pagination} />
          </div>
        )}
      </section>
    </div>
  );
}

/** The table with its keyboard, for whoever may do something. */
function Triage({ page }: { page: AlertPage }) {
  const { t } = useLocale();
  const me = useMe().data;
  const [doing, setDoing] = useState<Doing>();
  const begin = useCallback((id: string, kind: DeedKind) => setDoing({ id, kind }), []);
  useTriageKeys(mayEdit(me) ? page.items : NONE, begin);
  const close = useCallback(() => {
    // The keyboard goes back to where it came from.
    document.querySelector<HTMLElement>(`[${ALERT_ROW}="${doing?.id}"] [${ROW_LINK}]`)?.focus();
    setDoing(undefined);
  }, [doing]);
  return (
    <>
      <AlertsTable alerts={page.items} doing={doing} onClose={close} />
      <p className="keys muted">
        <kbd>j</kbd> <kbd>k</kbd> {t("alerts.keys.rows")} · <kbd>Enter</kbd> {t("keys.open")}
        {mayEdit(me) && (
          <>
            {" "}
            · <kbd>a</kbd> {t("alerts.keys.acknowledge")} · <kbd>r</kbd> {t("alerts.keys.resolve")} ·{" "}
            <kbd>o</kbd> {t("alerts.keys.owner")}
          </>
        )}
      </p>
    </>
  );
}

const NONE: AlertPage["items"] = [];

function Headline({ page }: { page: AlertPage }) {
  const { t } = useLocale();
  const { open, acknowledged } = page.counts;
  const first =
    open === 0
      ? t("alerts.headline.none")
      : open === 1
        ? t("alerts.headline.one")
        : t("alerts.headline.many", { count: open });
  return (
    <>
      {open > 0 && (
        <span className="worse" aria-hidden="true">
          ▲{" "}
        </span>
      )}
      {first}
      {acknowledged > 0 && (
        <span className="muted"> · {t("alerts.headline.acknowledged", { count: acknowledged })}</span>
      )}
    </>
  );
}

function isUntouched({ counts }: AlertPage): boolean {
  return counts.open + counts.acknowledged + counts.resolved === 0;
}
