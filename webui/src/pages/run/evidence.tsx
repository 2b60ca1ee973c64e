// The rule of a verdict in words, and every number that went into it.
import type { MetricVerdict } from "../../api/queries";
import { figure, quantity } from "../../format/quantity";
import type { Key } from "../../i18n/en";
import { useLocale } from "../../i18n/locale";

export function EvidenceNumbers({ metric }: { metric: MetricVerdict }) {
  const { t } = useLocale();
  const { evidence, definition, reason, rule } = metric;
  const unit = definition.unit;
  const list = (values: readonly number[]) => values.map((value) => quantity(value, unit)).join(", ");
  const numbers: [Key, string][] = evidence
    ? [
        ["evidence.shift", quantity(evidence.shift, unit)],
        [
          "evidence.interval",
          t("evidence.interval.value", {
            low: quantity(evidence.shift_low, unit),
            high: quantity(evidence.shift_high, unit),
            confidence: Number((evidence.confidence * 100).toFixed(1)),
          }),
        ],
        ["evidence.limit", `±${quantity(evidence.practical_limit, unit)}`],
        [
          "evidence.p",
          `${figure(evidence.p_value)} (${t(evidence.p_exact ? "evidence.exact" : "evidence.approximate")})`,
        ],
        ["evidence.adjusted", figure(evidence.p_adjusted)],
        ["evidence.u", figure(evidence.u_statistic)],
        ["evidence.cliff", figure(evidence.cliffs_delta)],
        ["evidence.run", list(evidence.run_values)],
        ["evidence.baseline", list(evidence.baseline_values)],
      ]
    : [];
  return (
    <>
      {definition.meaning && <p lang="en">{definition.meaning}.</p>}
      {reason && (
        <p className="unsure" lang="en">
          ~ {reason.text}
        </p>
      )}
      <p>
        <b>{t("run.metrics.rule")}:</b> <span lang="en">{rule}</span>
      </p>
      <dl className="numbers">
        {numbers.map(([label, value]) => (
          <div key={label}>
            <dt>{t(label)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
