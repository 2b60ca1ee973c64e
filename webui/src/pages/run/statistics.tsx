// The statistics of one metric for every process and source. Which metric is part of the address.
import type { RunDetail, Statistic } from "../../api/types";
import { columnUnit } from "../../format/column";
import { useLocale } from "../../i18n/locale";
import type { View } from "../../charts/view";

const FIGURES = ["avg", "min", "max", "p50", "p95"] as const;
/** These two answer the same question, each by its own definition; they are read side by side. */
const CPU = ["cpu_chrome_usage", "cpu_os_usage"];

interface Props {
  detail: RunDetail;
  view: View;
}

export function Statistics({ detail, view }: Props) {
  const { t } = useLocale();
  const { statistics } = detail;
  const choices = choicesOf(statistics);
  const chosen = choices.find(({ key }) => key === view.value("statistics")) ?? choices[0];
  if (!chosen) return null;
  const rows = statistics.filter(({ metric }) => chosen.metrics.includes(metric));
  const unit = columnUnit(
    rows[0]?.unit,
    rows.reduce((most, { max }) => Math.max(most, Math.abs(max)), 0),
  );
  const title = new Map(detail.series.map((process) => [process.pid, process.title]));
  return (
    <section aria-labelledby="statistics-title">
      <h2 id="statistics-title">{t("run.statistics")}</h2>
      <div className="toolbar">
        <label>
          {t("run.statistics.metric")}{" "}
          <select
            value={chosen.key}
            onChange={(event) =>
              view.set("statistics", event.target.value === choices[0]!.key ? undefined : event.target.value)
            }
          >
            {choices.map(({ key, metrics }) => (
              <option key={key} value={key}>
                {metrics.join(", ")}
              </option>
            ))}
          </select>
        </label>
        <span className="muted" lang="en">
          {chosen.metrics.length === 1 && detail.meta.definitions[chosen.key]?.meaning}
        </span>
      </div>
      <div className="scroll" tabIndex={0} role="region" aria-labelledby="statistics-title">
        <table className="plain-table statistics">
          <thead>
            <tr>
              <th scope="col">{t("run.statistics.process")}</th>
              <th scope="col" className="number">
                PID
              </th>
              <th scope="col">{t("run.statistics.source")}</th>
              <th scope="col" className="number">
                {t("statistic.count")}
              </th>
              {FIGURES.map((name) => (
                <th key={name} scope="col" className="number">
                  {t(`statistic.${name}`)}
                  {unit.label && <span className="unit"> {unit.label}</span>}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.pid} ${row.source} ${row.metric}`}>
                <th scope="row">
                  {row.process_type ?? t("run.charts.wholeRun")}{" "}
                  <bdi className="muted">{title.get(row.pid)}</bdi>
                </th>
                <td className="number">{row.pid || ""}</td>
                <td>{row.source}</td>
                <td className="number">{row.count}</td>
                {FIGURES.map((name) => (
                  <td key={name} className="number">
                    {unit.text(row[name])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function choicesOf(statistics: readonly Statistic[]): { key: string; metrics: string[] }[] {
  const all = [...new Set(statistics.map(({ metric }) => metric))].sort();
  const cpu = CPU.filter((metric) => all.includes(metric));
  const rest = all
    .filter((metric) => !CPU.includes(metric))
    .map((metric) => ({ key: metric, metrics: [metric] }));
  return cpu.length > 0 ? [{ key: "cpu", metrics: cpu }, ...rest] : rest;
}
