// The confidence interval of a shift as a bar, against the zone in which a change does not count.
import type { Evidence } from "../../../api/types";
import { change } from "../../../format/quantity";
import { useLocale } from "../../../i18n/locale";
import type { Tone } from "../../../verdict/words";
import { intervalScale } from "./interval_scale";

const WIDTH = 168;
const HEIGHT = 20;
const MIDDLE = HEIGHT / 2;

interface Props {
  evidence: Evidence;
  unit: string;
  tone: Tone;
}

export function IntervalBar({ evidence, unit, tone }: Props) {
  const { t } = useLocale();
  const {
    shift,
    shift_low: low,
    shift_high: high,
    practical_limit: limit,
    baseline_median: level,
  } = evidence;
  const x = intervalScale(evidence, WIDTH);
  const words = t("run.metrics.interval.value", {
    low: change(low, level, unit),
    high: change(high, level, unit),
    limit: change(limit, level, unit),
  });
  return (
    <>
      <svg className={`interval-bar ${tone}`} width={WIDTH} height={HEIGHT} role="img" aria-label={words}>
        <title>{words}</title>
        <rect className="zone" x={x(-limit)} y={2} width={x(limit) - x(-limit)} height={HEIGHT - 4} />
        <line className="zero" x1={x(0)} x2={x(0)} y1={0} y2={HEIGHT} />
        <line className="reach" x1={x(low)} x2={x(high)} y1={MIDDLE} y2={MIDDLE} />
        <line className="end" x1={x(low)} x2={x(low)} y1={MIDDLE - 4} y2={MIDDLE + 4} />
        <line className="end" x1={x(high)} x2={x(high)} y1={MIDDLE - 4} y2={MIDDLE + 4} />
        <circle className="point" cx={x(shift)} cy={MIDDLE} r={3.5} />
      </svg>
      <span className="interval-words" aria-hidden="true">
        {change(low, level, unit)} … {change(high, level, unit)}
      </span>
    </>
  );
}
