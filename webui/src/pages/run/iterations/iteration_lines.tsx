// One process over every iteration, each from its own start: side by side or over each other, the warm-up marked.
import { useMemo, useRef } from "react";

import type { Iteration } from "../../../api/types";
import { ChartFrame } from "../../../charts/frame";
import { useInView } from "../../../charts/in_view";
import { trace } from "../../../charts/line_path";
import type { TimeWindow } from "../../../charts/time_window";
import type { View } from "../../../charts/view";
import { useWidth } from "../../../charts/width";
import { quantity } from "../../../format/quantity";
import { seconds } from "../../../format/time";
import { useLocale } from "../../../i18n/locale";
import type { Group } from "../charts/groups";
import { useSeries } from "../charts/series";
import { slicesOf, type Slice } from "./slices";

const SMALL = { width: 172, height: 64 } as const;
const LARGE_PX = 180;
/** The whole run is read so finely that a short iteration of it has a shape. */
const WIDTH_PX = 4096;
const FOOT_PX = 14;
/** So many processes to choose among: the costliest. */
const CHOICES = 12;

interface Props {
  subject: string;
  iterations: readonly Iteration[];
  groups: readonly Group[];
  shown: TimeWindow;
  view: View;
}

export function IterationLines({ subject, iterations, groups, shown, view }: Props) {
  const { t } = useLocale();
  const section = useRef<HTMLDivElement>(null);
  const visible = useInView(section);
  const width = useWidth(section);
  const group = groups.find(({ key }) => key === view.value("each")) ?? groups[0];
  const still = useMemo(() => shown.still(), [shown, shown.whole]);
  const heads = useMemo(() => {
    const variant = group?.variants[0];
    const costliest = (variant?.panels ?? []).flatMap((panel) => panel.heads.slice(0, CHOICES));
    return costliest.sort((one, other) => other.cost - one.cost).slice(0, CHOICES);
  }, [group]);
  const chosen = heads.find((head) => keyOf(head) === view.value("process")) ?? heads[0];
  const asked = useMemo(() => (chosen ? [chosen] : []), [chosen]);
  const { lines, pending } = useSeries({ heads: asked, shown: still, width: WIDTH_PX, visible });
  const slices = useMemo(() => (lines[0] ? slicesOf(lines[0], iterations) : []), [lines, iterations]);
  if (!group || !chosen) return null;
  const overlaid = view.value("overlaid") !== undefined;
  const unit = group.variants[0]!.unit;
  const label = group.label ? t(group.label) : group.key;
  const top = Math.max(chosen.max, 0) || 1;
  const scale: [number, number] = [Math.min(0, chosen.min), top];
  const longest = iterations.reduce((most, { start_ms, end_ms }) => Math.max(most, end_ms - start_ms), 1);
  return (
    <div ref={section} aria-busy={pending}>
      <div className="toolbar">
        <Choice label={t("run.iterations.of")} value={group.key} onChoose={(key) => view.set("each", key)}>
          {groups.map(({ key, label: name }) => [key, name ? t(name) : key])}
        </Choice>
        <Choice
          label={t("run.statistics.process")}
          value={keyOf(chosen)}
          onChoose={(key) => view.set("process", key)}
        >
          {heads.map((head) => [
            keyOf(head),
            [head.type, head.name, head.source].filter(Boolean).join(" · "),
          ])}
        </Choice>
        <label>
          <input
            type="checkbox"
            checked={overlaid}
            onChange={() => view.set("overlaid", overlaid ? undefined : "1")}
          />{" "}
          {t("run.iterations.overlaid")}
        </label>
      </div>
      <ChartFrame
        title={`${label} · ${chosen.name} ${chosen.source}`}
        chart="iterations over time"
        subject={subject}
        figures={() => figuresOf(slices, unit)}
        beside={<span className="muted">{`0 – ${quantity(top, unit)}, 0 – ${seconds(longest)}`}</span>}
      >
        <Slices slices={slices} overlaid={overlaid} scale={scale} longest={longest} width={width} />
      </ChartFrame>
    </div>
  );
}

interface SlicesProps {
  slices: readonly Slice[];
  overlaid: boolean;
  scale: [number, number];
  longest: number;
  width: number;
}

function Slices({ slices, overlaid, scale: [low, high], longest, width }: SlicesProps) {
  const { t } = useLocale();
  const cell = overlaid ? { width: Math.max(SMALL.width, width), height: LARGE_PX } : SMALL;
  const columns = overlaid ? 1 : Math.max(1, Math.floor(width / SMALL.width));
  const rows = overlaid ? 1 : Math.ceil(slices.length / columns);
  const height = rows * (cell.height + FOOT_PX);
  const words = t("run.iterations.drawn", { count: slices.length });
  return (
    <svg className="chart slices" width={Math.max(1, width)} height={height} role="img" aria-label={words}>
      {slices.map((slice, place) => {
        const [column, row] = overlaid ? [0, 0] : [place % columns, Math.floor(place / columns)];
        const [left, topPx] = [column * cell.width, row * (cell.height + FOOT_PX)];
        const x = (at: number) => (at / longest) * (cell.width - 8);
        const y = (value: number) => cell.height - ((value - low) / (high - low || 1)) * (cell.height - 2);
        const name = `${slice.index}${slice.warmup ? ` ${t("run.iterations.warmup")}` : ""}`;
        return (
          <g key={slice.index} transform={`translate(${left} ${topPx})`}>
            <title>{`${name} · ${seconds(slice.length)}`}</title>
            {(!overlaid || place === 0) && (
              <line className="ground" x1={0} x2={cell.width - 8} y1={cell.height} y2={cell.height} />
            )}
            <path className={slice.warmup ? "slice warmup" : "slice"} d={pathOf(slice, longest, x, y)} />
            {!overlaid && (
              <text className="slice-name" x={0} y={cell.height + FOOT_PX - 3}>
                {name}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}

function pathOf(
  slice: Slice,
  longest: number,
  x: (at: number) => number,
  y: (value: number) => number,
): string {
  let path = "";
  const pen = {
    moveTo: (left: number, top: number) => void (path += `M${left.toFixed(1)} ${top.toFixed(1)}`),
    lineTo: (left: number, top: number) => void (path += `L${left.toFixed(1)} ${top.toFixed(1)}`),
  };
  trace(pen, slice, [0, longest], x, y);
  return path;
}

interface ChoiceProps {
  label: string;
  value: string;
  onChoose: (key: string) => void;
  children: readonly (readonly [string, string])[];
}

function Choice({ label, value, onChoose, children }: ChoiceProps) {
  return (
    <label>
      {label}{" "}
      <select value={value} onChange={(event) => onChoose(event.target.value)}>
        {children.map(([key, name]) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function keyOf({ pid, metric }: { pid: number; metric: string }): string {
  return `${pid}:${metric}`;
}

function figuresOf(slices: readonly Slice[], unit: string) {
  const columns = [
    { name: "iteration" },
    { name: "warm-up" },
    { name: "time since its start", unit: "ms" },
    { name: "value", unit },
  ];
  const rows = slices.flatMap(({ index, warmup, at, values }) =>
    at.flatMap((instant, place) => {
      const value = values[place];
      return typeof value === "number" ? [[index, warmup ? "warm-up" : null, instant, value]] : [];
    }),
  );
  return { columns, rows };
}
