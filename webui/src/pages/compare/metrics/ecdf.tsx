// The distribution of a metric in every run: the share of iterations that took no more, a dot an iteration.
import { ticksOf } from "../../../charts/ticks";
import { ChartFrame } from "../../../charts/frame";
import { quantity } from "../../../format/quantity";
import { useLocale } from "../../../i18n/locale";
import { colorOf, type Column } from "../columns";
import { Name } from "../name";
import type { ComparedMetric } from "../types";
import { stepsOf, valueScale } from "./scales";

const WIDTH = 520;
const HEIGHT = 168;
const LEFT = 44;
const BOTTOM = 24;
const MARGIN = 8;
const SHARES = [0, 0.5, 1] as const;
const TICKS = 5;

interface Props {
  row: ComparedMetric;
  columns: readonly Column[];
  subject: string;
}

export function Ecdf({ row, columns, subject }: Props) {
  const { t } = useLocale();
  const shown = columns.flatMap((column) => {
    const cell = row.runs[column.place];
    return cell && cell.other_unit == null ? [{ column, cell }] : [];
  });
  const values = shown.flatMap(({ cell }) => cell.values);
  const inner = WIDTH - LEFT;
  const scale = valueScale(values, inner, MARGIN);
  const x = (value: number) => LEFT + scale(value);
  const y = (share: number) => MARGIN + (1 - share) * (HEIGHT - BOTTOM - 2 * MARGIN);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const ticks = low < high ? ticksOf(low, high, TICKS) : [low];
  const title = t("compare.ecdf", { metric: row.metric });
  return (
    <ChartFrame
      className="ecdf"
      title={title}
      subject={subject}
      chart={`ecdf-${row.metric}`}
      figures={() => ({
        columns: [
          { name: t("compare.column.run") },
          { name: t("compare.iteration") },
          { name: row.metric, unit: row.unit ?? undefined },
        ],
        rows: shown.flatMap(({ column, cell }) =>
          cell.values.map((value, index) => [column.name, index + 1, value]),
        ),
      })}
      beside={
        <span className="key">
          {shown.map(({ column }) => (
            <Name key={column.id} column={column} />
          ))}
        </span>
      }
    >
      <svg
        className="chart"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        width={WIDTH}
        height={HEIGHT}
        role="img"
        aria-label={title}
      >
        {SHARES.map((share) => (
          <g key={share}>
            <line className="grid" x1={LEFT} x2={WIDTH} y1={y(share)} y2={y(share)} />
            <text x={LEFT - 6} y={y(share) + 4} textAnchor="end">
              {100 * share} %
            </text>
          </g>
        ))}
        {ticks.map((tick) => (
          <text key={tick} x={x(tick)} y={HEIGHT - 6} textAnchor="middle">
            {quantity(tick, row.unit)}
          </text>
        ))}
        {shown.map(({ column, cell }) => {
          const steps = stepsOf(cell.values);
          return (
            <g key={column.id} className={colorOf(column.place)}>
              <path d={pathOf(steps, x, y)} />
              {steps.map(({ value, share }, index) => (
                <circle key={index} cx={x(value)} cy={y(share)} r={2.4}>
                  <title>{`${column.name}: ${quantity(value, row.unit)}`}</title>
                </circle>
              ))}
            </g>
          );
        })}
      </svg>
    </ChartFrame>
  );
}

function pathOf(
  steps: readonly { value: number; share: number }[],
  x: (value: number) => number,
  y: (share: number) => number,
): string {
  const [first] = steps;
  if (!first) return "";
  return steps.reduce(
    (path, { value, share }) => `${path}H${x(value)}V${y(share)}`,
    `M${x(first.value)},${y(0)}`,
  );
}
