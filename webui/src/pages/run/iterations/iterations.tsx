// What every iteration gave: small multiples, a table behind them.
import type { RunDetail } from "../../../api/types";
import { quantity } from "../../../format/quantity";
import { span } from "../../../format/time";
import { useLocale } from "../../../i18n/locale";
import type { TimeWindow } from "../../../charts/time_window";
import type { View } from "../../../charts/view";
import type { Group } from "../charts/groups";
import { IterationLines } from "./iteration_lines";
import { IterationBars } from "./iteration_bars";
import "./iterations.css";

interface Props {
  detail: RunDetail;
  groups: readonly Group[];
  shown: TimeWindow;
  view: View;
}

export function Iterations({ detail, groups, shown, view }: Props) {
  const { t } = useLocale();
  const { iterations, meta, verdict } = detail;
  const keys = metricsOf(detail);
  if (iterations.length === 0) return null;
  const subject = `${detail.run.scenario} ${detail.run.id}`;
  const unit = (key: string) => meta.definitions[key]?.unit;
  return (
    <section aria-labelledby="iterations-title">
      <h2 id="iterations-title">{t("run.iterations")}</h2>
      <IterationLines subject={subject} iterations={iterations} groups={groups} shown={shown} view={view} />
      {keys.length > 0 && <p className="muted small">{t("run.iterations.explain")}</p>}
      <div className="multiples">
        {keys.map((key) => (
          <IterationBars
            key={key}
            subject={subject}
            metric={key}
            unit={unit(key)}
            iterations={iterations}
            baseline={verdict?.metrics.find(({ metric }) => metric === key)?.evidence?.baseline_median}
          />
        ))}
      </div>
      <details>
        <summary>{t("run.iterations.table")}</summary>
        <div className="scroll" tabIndex={0} role="region" aria-labelledby="iterations-title">
          <table className="plain-table">
            <thead>
              <tr>
                <th scope="col">{t("run.iterations.number")}</th>
                <th scope="col" className="number">
                  {t("column.duration")}
                </th>
                {keys.map((key) => (
                  <th key={key} scope="col" className="number">
                    {key}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {iterations.map(({ index, warmup, start_ms, end_ms, results }) => (
                <tr key={index} className={warmup ? "muted" : undefined}>
                  <th scope="row">
                    {index} {warmup && t("run.iterations.warmup")}
                  </th>
                  <td className="number">{span(end_ms - start_ms)}</td>
                  {keys.map((key) => (
                    <td key={key} className="number">
                      {results[key] === undefined ? "" : quantity(results[key], unit(key))}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </section>
  );
}

/** Judged metrics in the order of the verdict, then the others by name. */
function metricsOf({ iterations, verdict }: RunDetail): string[] {
  const all = [...new Set(iterations.flatMap(({ results }) => Object.keys(results)))].sort();
  const judged = (verdict?.metrics ?? [])
    .map(({ metric }) => metric)
    .filter((metric) => all.includes(metric));
  return [...judged, ...all.filter((metric) => !judged.includes(metric))];
}
