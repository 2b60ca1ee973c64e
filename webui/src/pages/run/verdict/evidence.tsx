// The rule of a verdict in words, and every number that went into it.
import type { MetricVerdict } from "../../../api/types";
import { useLocale } from "../../../i18n/locale";
import { evidenceRows } from "./evidence_rows";

export function EvidenceNumbers({ metric }: { metric: MetricVerdict }) {
  const { t } = useLocale();
  const { definition, reason, rule } = metric;
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
        {evidenceRows(metric, t).map(([label, value]) => (
          <div key={label}>
            <dt>{t(label)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
