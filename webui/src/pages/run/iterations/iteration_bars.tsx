// One metric over the iterations: a bar each from zero, the warm-up hatched, the baseline's median as a line.
import { useId } from "react";

import { ChartFrame } from "../../../charts/frame";
import type { Iteration } from "../../../api/types";
import type { Figures } from "../../../charts/figures";
import { quantity } from "../../../format/quantity";
import { useLocale } from "../../../i18n/locale";

const WIDTH = 220;
const HEIGHT = 64;
const GAP = 2;

interface Props {
  subject: string;
  metric: string;
  unit: string | undefined;
  iterations: readonly Iteration[];
  baseline: number | undefined;
}

export function IterationBars({ subject, metric, unit, iterations, baseline }: Props) {
  const { t } = useLocale();
  const hatch = useId();
  const values = iterations.map(({ results }) => results[metric]);
  const top = Math.max(baseline ?? 0, 0, ...values.map((value) => value ?? 0)) || 1;
  const bottom = Math.min(0, ...values.map((value) => value ?? 0));
  const y = (value: number) => HEIGHT - ((value - bottom) / (top - bottom)) * (HEIGHT - 2);
  const step = WIDTH / iterations.length;
  const measured = iterations.flatMap(({ warmup, results }) => {
    const value = results[metric];
    return warmup || value === undefined ? [] : [value];
  });
  const range =
    measured.length === 0
      ? t("run.iterations.nothing")
      : `${quantity(Math.min(...measured), unit)} – ${quantity(Math.max(...measured), unit)}`;
  return (
    <ChartFrame
      className="multiple"
      title={metric}
      chart={`iterations ${metric}`}
      subject={subject}
      figures={() => figuresOf(iterations, metric, unit)}
      beside={<span className="muted">{range}</span>}
    >
      <svg
        className="chart"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${metric}: ${range}`}
      >
        <defs>
          <pattern
            id={hatch}
            width="5"
            height="5"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <line className="hatch" x1="0" x2="0" y1="0" y2="5" />
          </pattern>
        </defs>
        {iterations.map(({ index, warmup }, place) => {
          const value = values[place];
          if (value === undefined) return null;
          const [from, to] = [y(Math.max(value, 0)), y(Math.min(value, 0))];
          return (
            <rect
              key={index}
              className={warmup ? "bar warmup" : "bar"}
              fill={warmup ? `url(#${hatch})` : undefined}
              x={place * step + GAP / 2}
              y={from}
              width={Math.max(1, step - GAP)}
              height={Math.max(1, to - from)}
            >
              <title>{`${index}: ${quantity(value, unit)}`}</title>
            </rect>
          );
        })}
        {baseline !== undefined && (
          <line className="baseline" x1="0" x2={WIDTH} y1={y(baseline)} y2={y(baseline)}>
            <title>{`${t("run.metrics.baseline")}: ${quantity(baseline, unit)}`}</title>
          </line>
        )}
      </svg>
    </ChartFrame>
  );
}

function figuresOf(iterations: readonly Iteration[], metric: string, unit: string | undefined): Figures {
  const columns = [{ name: "iteration" }, { name: "warm-up" }, { name: metric, unit }];
  const rows = iterations.map(({ index, warmup, results }) => [
    index,
    warmup ? "warm-up" : null,
    results[metric] ?? null,
  ]);
  return { columns, rows };
}
