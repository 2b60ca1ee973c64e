// The judged metrics, one row each, the most important first.
import type { Verdict } from "../../../api/types";
import { useLocale } from "../../../i18n/locale";
import { chartOf, type Groups } from "../charts/groups";
import type { View } from "../../../charts/view";
import { MetricRow } from "./metric_row";

interface Props {
  verdict: Verdict;
  groups: Groups;
  view: View;
}

export function MetricsTable({ verdict, groups, view }: Props) {
  const { t } = useLocale();
  if (verdict.metrics.length === 0) return null;
  const confidence =
    verdict.metrics.find(({ evidence }) => evidence)?.evidence?.confidence ?? verdict.rules.confidence;
  const chart = (metric: string) => {
    const key = chartOf(metric, groups);
    const hidden = key !== undefined && !groups.headline.some((group) => group.key === key);
    // A chart behind the disclosure must be there before one can go to it.
    return key === undefined ? undefined : { key, show: () => hidden && view.set("more", "1") };
  };
  return (
    <section aria-labelledby="metrics-title">
      <h2 id="metrics-title">{t("run.metrics")}</h2>
      <table className="metrics" role="table">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col" className="verdict">
              {t("run.metrics.verdict")}
            </th>
            <th role="columnheader" scope="col" className="name">
              {t("run.metrics.metric")}
            </th>
            <th role="columnheader" scope="col" className="number">
              {t("run.metrics.this")}
            </th>
            <th role="columnheader" scope="col" className="number">
              {t("run.metrics.baseline")}
            </th>
            <th role="columnheader" scope="col" className="number">
              {t("run.metrics.change")}
            </th>
            <th role="columnheader" scope="col" className="interval">
              {t("run.metrics.interval", { confidence: Number((confidence * 100).toFixed(1)) })}
            </th>
            <th role="columnheader" scope="col" className="spread">
              {t("run.metrics.spread")}
              <span className="key muted">
                <span className="dot-run" /> {t("run.environment.here")} <span className="dot-baseline" />{" "}
                {t("run.metrics.baseline")}
              </span>
            </th>
            <th role="columnheader" scope="col" className="expand">
              <span className="hidden">{t("run.metrics.rule")}</span>
            </th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {verdict.metrics.map((metric) => (
            <MetricRow key={metric.metric} metric={metric} chart={chart(metric.metric)} />
          ))}
        </tbody>
      </table>
    </section>
  );
}
