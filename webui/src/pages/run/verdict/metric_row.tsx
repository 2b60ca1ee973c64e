// One judged metric; opens to its rule and every number behind the word.
import { useId, useState } from "react";

import type { MetricVerdict } from "../../../api/types";
import { change, quantity } from "../../../format/quantity";
import { useLocale } from "../../../i18n/locale";
import { Mark } from "../../../verdict/mark";
import { verdictSign } from "../../../verdict/words";
import { EvidenceNumbers } from "./evidence";
import { IntervalBar } from "./interval_bar";
import { StripPlot } from "./strip_plot";

const COLUMNS = 8;

interface Props {
  metric: MetricVerdict;
  chart: { key: string; show: () => void } | undefined;
}

export function MetricRow({ metric, chart }: Props) {
  const { t } = useLocale();
  const [open, setOpen] = useState(false);
  const id = useId();
  const { measured, evidence, definition } = metric;
  const sign = verdictSign(metric.verdict);
  return (
    <>
      <tr role="row">
        <td role="cell" className="verdict">
          <Mark sign={sign} />
        </td>
        <th role="rowheader" scope="row" className="name" title={definition.meaning}>
          {chart ? (
            <a href={`#chart-${chart.key}`} onClick={chart.show}>
              {metric.metric}
            </a>
          ) : (
            metric.metric
          )}
          {metric.threshold_breached && (
            <span className="worse breach">
              ▲ {t("run.metrics.breach")}{" "}
              {definition.threshold != null && quantity(definition.threshold, definition.unit)}
            </span>
          )}
        </th>
        <td role="cell" className="number">
          {measured && quantity(measured.median, definition.unit)}
        </td>
        {evidence ? (
          <>
            <td role="cell" className="number baseline">
              {quantity(evidence.baseline_median, definition.unit)}
            </td>
            <td role="cell" className={`number ${sign.tone}`}>
              {change(evidence.shift, evidence.baseline_median, definition.unit)}
            </td>
            <td role="cell" className="interval">
              <IntervalBar evidence={evidence} unit={definition.unit} tone={sign.tone} />
            </td>
          </>
        ) : (
          <td role="cell" colSpan={3} className="reason muted" lang="en">
            {metric.reason?.text}
          </td>
        )}
        <td role="cell" className="spread">
          {measured && (
            <StripPlot
              metric={metric.metric}
              measured={measured}
              evidence={evidence}
              unit={definition.unit}
            />
          )}
        </td>
        <td role="cell" className="expand">
          <button
            type="button"
            className="plain"
            aria-expanded={open}
            aria-controls={id}
            onClick={() => setOpen(!open)}
          >
            <span aria-hidden="true">{open ? "−" : "+"}</span>
            <span className="hidden">
              {t("run.metrics.rule")}: {metric.metric}
            </span>
          </button>
        </td>
      </tr>
      <tr role="row" id={id} hidden={!open} className="evidence">
        <td role="cell" colSpan={COLUMNS}>
          {open && <EvidenceNumbers metric={metric} />}
        </td>
      </tr>
    </>
  );
}
