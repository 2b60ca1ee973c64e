// The statistics of one metric for every process and source. Which metric, and by what the rows are sorted, is part of the
// address.
import { useMemo, useState } from "react";

import type { RunDetail } from "../../api/types";
import type { View } from "../../charts/view";
import { columnUnit } from "../../format/column";
import { figure } from "../../format/quantity";
import { useLocale } from "../../i18n/locale";
import { choicesOf, FIGURES, readOrder, sorted, writeOrder, type Order } from "./statistics_rows";

const STEP = 100;

interface Props {
  detail: Pick<RunDetail, "statistics" | "processes"> & { meta: Pick<RunDetail["meta"], "definitions"> };
  view: View;
}

export function Statistics({ detail, view }: Props) {
  const { t } = useLocale();
  const { statistics } = detail;
  const [most, setMost] = useState(STEP);
  const choices = useMemo(() => choicesOf(statistics), [statistics]);
  const chosen = choices.find(({ key }) => key === view.value("statistics")) ?? choices[0];
  const order = readOrder(view.value("sort"));
  const title = useMemo(
    () => new Map(detail.processes.map(({ pid, title }) => [pid, title])),
    [detail.processes],
  );
  const rows = useMemo(() => {
    const own = statistics.filter(({ metric }) => chosen?.metrics.includes(metric));
    return sorted(own, order, (pid) => title.get(pid) ?? "");
    // An order is made anew from the address each time.
  }, [statistics, chosen, title, order.by, order.down]);
  if (!chosen) return null;
  const unit = columnUnit(
    rows[0]?.unit,
    rows.reduce((largest, { max, min }) => Math.max(largest, Math.abs(max), Math.abs(min)), 0),
  );
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
              <Sorted by="process" order={order} view={view}>
                {t("run.statistics.process")}
              </Sorted>
              <Sorted by="pid" order={order} view={view} number>
                PID
              </Sorted>
              <Sorted by="source" order={order} view={view}>
                {t("run.statistics.source")}
              </Sorted>
              <Sorted by="count" order={order} view={view} number>
                {t("statistic.count")}
              </Sorted>
              {FIGURES.map((name) => (
                <Sorted key={name} by={name} order={order} view={view} number unit={unit.label}>
                  {t(`statistic.${name}`)}
                </Sorted>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, most).map((row) => (
              <tr key={`${row.pid} ${row.source} ${row.metric}`}>
                <th scope="row">
                  {row.process_type ?? t("run.charts.wholeRun")}{" "}
                  <bdi className="muted">{title.get(row.pid)}</bdi>
                </th>
                <td className="number">{row.pid || ""}</td>
                <td>{row.source}</td>
                <td className="number">{figure(row.count)}</td>
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
      {rows.length > most && (
        <p className="muted small">
          {t("run.statistics.shown", { shown: most, total: figure(rows.length) })}{" "}
          <button type="button" className="plain" onClick={() => setMost(most + 5 * STEP)}>
            {t("run.statistics.more")}
          </button>
        </p>
      )}
    </section>
  );
}

interface SortedProps {
  by: Order["by"];
  order: Order;
  view: View;
  number?: boolean;
  unit?: string;
  children: string;
}

function Sorted({ by, order, view, number, unit, children }: SortedProps) {
  const isBy = order.by === by;
  const direction = isBy ? (order.down ? "descending" : "ascending") : undefined;
  return (
    <th scope="col" className={number ? "number" : undefined} aria-sort={direction}>
      <button type="button" className="sort" onClick={() => view.set("sort", writeOrder(order, by))}>
        {children}
      </button>
      {unit && <span className="unit"> {unit}</span>}
      <span aria-hidden="true">{isBy ? (order.down ? " ↓" : " ↑") : ""}</span>
    </th>
  );
}
