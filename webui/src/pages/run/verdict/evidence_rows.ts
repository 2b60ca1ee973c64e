// The numbers behind a verdict, each with its label: the run's own first, then those of the comparison.
import type { Evidence, MetricVerdict } from "../../../api/types";
import { figure, quantity } from "../../../format/quantity";
import type { Key } from "../../../i18n/catalog";
import type { Translate } from "../../../i18n/locale";

type Row = [Key, string];

/** What a side did not give has no row. */
export function evidenceRows(
  { measured, evidence, definition }: Pick<MetricVerdict, "measured" | "evidence" | "definition">,
  t: Translate,
): Row[] {
  const { unit } = definition;
  const list = (values: readonly number[]) => values.map((value) => quantity(value, unit)).join(", ");
  const rows: Row[] = [];
  if (measured) {
    const median = quantity(measured.median, unit);
    rows.push(["evidence.median", t("evidence.median.value", { median, count: measured.values.length })]);
  }
  if (evidence) rows.push(...comparison(evidence, unit, t));
  if (measured) rows.push(["evidence.run", list(measured.values)]);
  if (evidence) rows.push(["evidence.baseline", list(evidence.baseline_values)]);
  return rows;
}

function comparison(evidence: Evidence, unit: string, t: Translate): Row[] {
  const interval = t("evidence.interval.value", {
    low: quantity(evidence.shift_low, unit),
    high: quantity(evidence.shift_high, unit),
    confidence: Number((evidence.confidence * 100).toFixed(1)),
  });
  const kind = t(evidence.p_exact ? "evidence.exact" : "evidence.approximate");
  return [
    ["evidence.shift", quantity(evidence.shift, unit)],
    ["evidence.interval", interval],
    ["evidence.limit", `±${quantity(evidence.practical_limit, unit)}`],
    ["evidence.p", `${figure(evidence.p_value)} (${kind})`],
    ["evidence.adjusted", figure(evidence.p_adjusted)],
    ["evidence.u", figure(evidence.u_statistic)],
    ["evidence.cliff", figure(evidence.cliffs_delta)],
  ];
}
