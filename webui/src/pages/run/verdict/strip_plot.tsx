// Every iteration as a dot: this run above, the baseline below, on one scale.
import type { Evidence, Measured } from "../../../api/types";
import { quantity } from "../../../format/quantity";
import { useLocale } from "../../../i18n/locale";

const WIDTH = 176;
const HEIGHT = 28;
const MARGIN = 6;
const ROWS = { run: 8, baseline: 20 } as const;

interface Props {
  metric: string;
  measured: Measured;
  /** Absent where there is no baseline to set it against. */
  evidence: Evidence | null | undefined;
  unit: string;
}

export function StripPlot({ metric, measured, evidence, unit }: Props) {
  const { t } = useLocale();
  const run = measured.values;
  const baseline = evidence?.baseline_values ?? [];
  const all = [...run, ...baseline];
  const low = Math.min(...all);
  const extent = Math.max(...all) - low || 1;
  const x = (value: number) => MARGIN + ((value - low) / extent) * (WIDTH - 2 * MARGIN);
  const label = evidence
    ? t("run.spread.label", { metric, run: run.length, baseline: baseline.length })
    : t("run.spread.alone", { metric, run: run.length });
  const ends = `${quantity(low, unit)} – ${quantity(Math.max(...all), unit)}`;
  return (
    <svg className="strip-plot" width={WIDTH} height={HEIGHT} role="img" aria-label={`${label}: ${ends}`}>
      <title>{`${label}: ${ends}`}</title>
      {baseline.map((value, index) => (
        <circle key={`b${index}`} className="of-baseline" cx={x(value)} cy={ROWS.baseline} r={2.6} />
      ))}
      {run.map((value, index) => (
        <circle key={`r${index}`} className="of-run" cx={x(value)} cy={ROWS.run} r={2.6} />
      ))}
      {evidence && (
        <line
          className="median"
          x1={x(evidence.baseline_median)}
          x2={x(evidence.baseline_median)}
          y1={15}
          y2={25}
        />
      )}
      <line className="median" x1={x(measured.median)} x2={x(measured.median)} y1={3} y2={13} />
    </svg>
  );
}
