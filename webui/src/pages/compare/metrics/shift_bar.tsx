// A shift with its confidence interval, against the zone in which a change does not count.
import { change } from "../../../format/quantity";
import { useLocale } from "../../../i18n/locale";
import type { Tone } from "../../../verdict/words";
import type { Shift } from "../types";
import { shiftScale } from "./scales";

const HEIGHT = 16;
const MIDDLE = HEIGHT / 2;

interface Props {
  shift: Shift;
  /** Median of the reference. */
  level: number;
  unit: string;
  tone: Tone;
  /** How far the bar reaches to each side. */
  reach: number;
  width: number;
}

export function ShiftBar({ shift, level, unit, tone, reach, width }: Props) {
  const { t } = useLocale();
  const { low, high, practical_limit: limit } = shift;
  const x = shiftScale(reach, width);
  const words = t("compare.interval.label", {
    low: change(low, level, unit),
    high: change(high, level, unit),
    confidence: Number((100 * shift.confidence).toFixed(1)),
    limit: change(limit, level, unit),
  });
  return (
    <svg
      className={`shift-bar ${tone}`}
      width={width}
      height={HEIGHT}
      role="img"
      aria-label={words}
      data-shift={shift.shift}
      data-low={low}
      data-high={high}
    >
      <title>{words}</title>
      <rect
        className="zone"
        x={x(-limit)}
        y={2}
        width={Math.max(0, x(limit) - x(-limit))}
        height={HEIGHT - 4}
      />
      <line className="zero" x1={x(0)} x2={x(0)} y1={0} y2={HEIGHT} />
      <line className="reach" x1={x(low)} x2={x(high)} y1={MIDDLE} y2={MIDDLE} />
      <line className="end" x1={x(low)} x2={x(low)} y1={MIDDLE - 4} y2={MIDDLE + 4} />
      <line className="end" x1={x(high)} x2={x(high)} y1={MIDDLE - 4} y2={MIDDLE + 4} />
      <circle className="point" cx={x(shift.shift)} cy={MIDDLE} r={3.5} />
    </svg>
  );
}
