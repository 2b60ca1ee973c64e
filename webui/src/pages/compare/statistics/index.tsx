// The statistics of one metric, per process and source, the runs beneath each other. Which metric is part of the address.
import { useMemo } from "react";

import type { View } from "../../../charts/view";
import { columnUnit, type ColumnUnit } from "../../../format/column";
import { useLocale } from "../../../i18n/locale";
import type { Column } from "../columns";
import type { Comparison } from "../types";
import { blocksOf, choicesOf, FIGURES, type TypeBlock } from "./blocks";
import { ProcessRows } from "./process_rows";
import { TypeRows } from "./type_rows";

/** More lines than this are listed only when somebody asks. */
const MOST_LINES = 240;

interface Props {
  comparison: Comparison;
  columns: readonly Column[];
  view: View;
}

export function Statistics({ comparison, columns, view }: Props) {
  const { t } = useLocale();
  const choices = useMemo(() => choicesOf(comparison), [comparison]);
  const chosen = choices.find(({ key }) => key === view.value("statistics")) ?? choices[0];
  const blocks = useMemo(
    () => (chosen ? blocksOf(comparison, chosen.metrics, columns) : []),
    [comparison, chosen, columns],
  );
  if (!chosen) return null;
  const lines = blocks.flatMap(({ processes }) => processes.flatMap((process) => process.lines));
  const many = lines.length > MOST_LINES;
  const all = view.value("processes") !== undefined;
  const unit = columnUnit(blocks[0]?.unit, largestOf(blocks));
  return (
    <section aria-labelledby="statistics-title">
      <h2 id="statistics-title">{t("compare.statistics")}</h2>
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
        {many && (
          <button
            type="button"
            aria-expanded={all}
            onClick={() => view.set("processes", all ? undefined : "1")}
          >
            {all ? t("compare.processes.fewer") : t("compare.processes.all", { count: lines.length })}
          </button>
        )}
      </div>
      <p className="muted small">{t("compare.statistics.explain")}</p>
      <div className="scroll" tabIndex={0} role="region" aria-labelledby="statistics-title">
        <table className="plain-table statistics-of-runs" data-metric={chosen.key}>
          <Head unit={unit} />
          {blocks.map((block) => (
            <tbody key={block.key}>
              <TypeRows block={block} unit={unit} />
              {(!many || all) &&
                block.processes.map((process) => (
                  <ProcessRows key={process.key} process={process} unit={unit} />
                ))}
            </tbody>
          ))}
        </table>
      </div>
    </section>
  );
}

function Head({ unit }: { unit: ColumnUnit }) {
  const { t } = useLocale();
  const inUnit = unit.label && <span className="unit"> {unit.label}</span>;
  return (
    <thead>
      <tr>
        <th scope="col">{t("run.statistics.process")}</th>
        <th scope="col">{t("run.statistics.source")}</th>
        <th scope="col">{t("compare.column.run")}</th>
        <th scope="col" className="number">
          {t("statistic.count")}
        </th>
        {FIGURES.map((name) => (
          <th key={name} scope="col" className="number">
            {t(`statistic.${name}`)}
            {inUnit}
          </th>
        ))}
        <th scope="col" className="number">
          {t("compare.column.difference")}
          {inUnit}
        </th>
        <th scope="col" className="number">
          %
        </th>
      </tr>
    </thead>
  );
}

function largestOf(blocks: readonly TypeBlock[]): number {
  const totals = blocks.flatMap(({ totals }) => totals.map(({ avg }) => Math.abs(avg)));
  const lines = blocks.flatMap(({ processes }) => processes.flatMap((process) => process.lines));
  return lines.reduce((most, { figures }) => Math.max(most, Math.abs(figures.max)), Math.max(0, ...totals));
}
