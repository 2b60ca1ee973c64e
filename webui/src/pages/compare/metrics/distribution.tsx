// Every iteration as a dot, a row a run, all of them on one scale; a stroke marks each median.
import { quantity } from "../../../format/quantity";
import { useLocale } from "../../../i18n/locale";
import { colorOf, type Column } from "../columns";
import type { ComparedMetric } from "../types";
import { valueScale } from "./scales";

const WIDTH = 184;
const MARGIN = 6;
const ROW_PX = 12;
const LOW_ROW_PX = 6;
const MANY = 6;

interface Props {
  row: ComparedMetric;
  columns: readonly Column[];
}

export function Distribution({ row, columns }: Props) {
  const { t } = useLocale();
  const measured = columns.flatMap(({ place }) => row.runs[place]?.values ?? []);
  if (measured.length === 0) return null;
  const x = valueScale(measured, WIDTH, MARGIN);
  const step = columns.length > MANY ? LOW_ROW_PX : ROW_PX;
  const ends = measured.reduce(
    ([low, high], value) => [Math.min(low!, value), Math.max(high!, value)],
    [Infinity, -Infinity],
  );
  const label = t("compare.spread.label", {
    metric: row.metric,
    low: quantity(ends[0]!, row.unit),
    high: quantity(ends[1]!, row.unit),
  });
  return (
    <svg
      className="distribution"
      width={WIDTH}
      height={columns.length * step + 4}
      role="img"
      aria-label={label}
      data-metric={row.metric}
    >
      <title>{label}</title>
      {columns.map(({ place, id }, at) => {
        const cell = row.runs[place];
        const y = at * step + step / 2 + 2;
        if (!cell || cell.other_unit != null) return null;
        return (
          <g key={id} className={colorOf(place)} data-run={id} data-values={cell.values.join(" ")}>
            {cell.values.map((value, index) => (
              <circle key={index} cx={x(value)} cy={y} r={step === ROW_PX ? 2.6 : 1.8} />
            ))}
            <line
              className="median"
              x1={x(cell.median)}
              x2={x(cell.median)}
              y1={y - step / 2}
              y2={y + step / 2}
            />
          </g>
        );
      })}
    </svg>
  );
}
