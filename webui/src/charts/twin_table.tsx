// What a chart says, as a table for screen readers: the statistics of its lines.
import type { Statistic } from "../api/types";
import { quantity } from "../format/quantity";
import { useLocale } from "../i18n/locale";
import type { Line } from "./line";

const FIGURES = ["avg", "min", "max", "p50", "p95", "p99"] as const;

interface Props {
  title: string;
  unit: string;
  lines: readonly Line[];
  statistics: readonly Statistic[];
}

export function TwinTable({ title, unit, lines, statistics }: Props) {
  const { t } = useLocale();
  const find = (line: Line) =>
    statistics.find(
      ({ pid, source, metric }) => pid === line.pid && source === line.source && metric === line.metric,
    );
  return (
    <div className="hidden">
      <table>
        <caption>{t("run.charts.twin", { title })}</caption>
        <thead>
          <tr>
            <th scope="col">{t("run.statistics.process")}</th>
            <th scope="col">{t("run.statistics.source")}</th>
            {FIGURES.map((name) => (
              <th key={name} scope="col">
                {t(`statistic.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => {
            const figures = find(line);
            return (
              <tr key={`${line.pid} ${line.source} ${line.metric}`}>
                <th scope="row">{line.name}</th>
                <td>{line.source}</td>
                {FIGURES.map((name) => (
                  <td key={name}>{figures ? quantity(figures[name], unit) : ""}</td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
