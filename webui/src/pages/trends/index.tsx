// The trends page: how a scenario's metric went over its runs, in a sentence, then drawn, then what happened when.
import { useCallback, useMemo } from "react";
import { useLocation, useSearch } from "wouter";

import { useScenarios } from "../../api/queries";
import { useLocale } from "../../i18n/locale";
import { Failure } from "../../shell/failure";
import { useLate } from "../../shell/late";
import { useTitle } from "../../shell/title";
import { addressOf, queryOf, readShown, type Asked, type Shown } from "./address";
import { Controls } from "./controls";
import { EmptyTrends } from "./empty";
import { Events } from "./events";
import { Headline } from "./headline";
import { metricsOf, scopeOf, scopesOf } from "./metrics";
import { Multiples } from "./multiples";
import { useTrendMetrics, useTrends, type Trends } from "./queries";
import { TrendChart } from "./trend_chart";
import "./trends.css";

export default function TrendsPage() {
  const { t } = useLocale();
  const search = useSearch();
  const [, navigate] = useLocation();
  const shown = useMemo(() => readShown(search), [search]);
  const change = useCallback(
    (next: Partial<Shown>, replace = false) =>
      navigate(addressOf({ ...readShown(location.search), ...next }), { replace }),
    [navigate],
  );
  const scenarios = useScenarios();
  const measured = useMemo(
    () => (scenarios.data?.items ?? []).filter(({ count }) => count > 0),
    [scenarios.data],
  );
  const newest = measured.toSorted((a, b) =>
    (b.last_run?.created_at ?? "").localeCompare(a.last_run?.created_at ?? ""),
  )[0];
  const scenario = shown.scenario ?? newest?.name;
  const known = useTrendMetrics(scenario);
  const scopes = useMemo(() => scopesOf(known.data ?? []), [known.data]);
  const scope = scopeOf(shown, scopes);
  const metrics = useMemo(() => metricsOf(known.data ?? [], scope), [known.data, scope]);
  const metric = metrics.find((each) => each.metric === shown.metric)?.metric ?? metrics[0]?.metric;
  const asked: Asked | undefined = scenario && scope ? { scenario, ...scope, range: shown.range } : undefined;
  const trends = useTrends(asked && metric ? queryOf(asked, [metric], Date.now()) : undefined);
  const late = useLate(trends.isPending && known.error === null);
  const error = scenarios.error ?? known.error ?? trends.error;
  useTitle([t("app.trends"), metric, scenario].filter(Boolean).reverse().join(" · "));

  if (scenarios.data && measured.length === 0) return <EmptyTrends />;
  const old = trends.isPlaceholderData || trends.error !== null;
  return (
    <article className="trends" aria-busy={trends.isFetching}>
      <p className="hidden" role="status">
        {trends.isPending && !error ? t("state.loading") : ""}
      </p>
      {trends.data && <Headline trends={trends.data} />}
      <Controls
        {...{ shown, scenarios: measured, scenario, scopes, scope, metrics, metric }}
        onChange={change}
      />
      {shown.metric !== undefined && known.data && shown.metric !== metric && (
        <p className="unsure small">~ {t("trends.noMetric", { metric: shown.metric })}</p>
      )}
      {error && <Failure error={error} retry={() => void (trends.error ? trends : known).refetch()} />}
      {late && <div className="skeleton tall" aria-hidden="true" />}
      {trends.data && (
        <div className={old ? "old" : undefined}>
          <Drawn trends={trends.data} shown={shown} onChange={change} />
        </div>
      )}
      {asked && metric && trends.data && (
        <Multiples asked={asked} metrics={metrics} chosen={metric} zoom={shown.zoom} />
      )}
    </article>
  );
}

interface DrawnProps {
  trends: Trends;
  shown: Shown;
  onChange: (next: Partial<Shown>, replace?: boolean) => void;
}

function Drawn({ trends, shown, onChange }: DrawnProps) {
  const { t } = useLocale();
  if (trends.runs.length === 0) return <p className="muted">{t("trends.none")}</p>;
  return (
    <>
      <TrendChart trends={trends} shown={shown} onChange={onChange} />
      <Events trends={trends} />
    </>
  );
}
