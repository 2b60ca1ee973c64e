// The processes of the run over time: a bar from the birth to the death of each, the types under the browser that started
// them.
import { useMemo, useRef, useState } from "react";

import type { RunDetail } from "../../../api/types";
import { ChartFrame } from "../../../charts/frame";
import { useRested, type TimeWindow } from "../../../charts/time_window";
import { useWidth } from "../../../charts/width";
import { figure } from "../../../format/quantity";
import { seconds, span } from "../../../format/time";
import { useLocale } from "../../../i18n/locale";
import { familiesOf, type Family, type Life } from "./lives";
import "./processes.css";

const FEW = 12;
const MANY = 200;
const ROW_PX = 16;
const NAME_PX = { wide: 240, narrow: 132 } as const;
const WIDE_PX = 700;
const CHARACTER_PX = 6.4;

interface Props {
  detail: Pick<RunDetail, "processes" | "meta" | "run">;
  shown: TimeWindow;
}

export function Processes({ detail, shown }: Props) {
  const { t } = useLocale();
  const [most, setMost] = useState(FEW);
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const families = useMemo(() => familiesOf(detail), [detail]);
  if (families.length === 0) return null;
  const drawn = families.map(({ type, lives }) => ({ type, lives: lives.slice(0, most), all: lives.length }));
  const left = families.reduce((sum, { lives }) => sum + Math.max(0, lives.length - most), 0);
  return (
    <section aria-labelledby="processes-title">
      <h2 id="processes-title">{t("run.processes")}</h2>
      <ChartFrame
        title={t("run.processes.explain")}
        chart="processes"
        subject={`${detail.run.scenario} ${detail.run.id}`}
        fullTitle={t("run.processes")}
        figures={() => figuresOf(families)}
      >
        <div ref={frame}>{width > 0 && <Bars families={drawn} shown={shown} width={width} />}</div>
      </ChartFrame>
      {left > 0 && most < MANY && (
        <p className="muted small">
          {t("run.processes.left", { count: figure(left) })}{" "}
          <button type="button" className="plain" onClick={() => setMost(MANY)}>
            {t("run.charts.moreLines")}
          </button>
        </p>
      )}
      {left > 0 && most >= MANY && (
        <p className="muted small">{t("run.processes.rest", { count: figure(left) })}</p>
      )}
    </section>
  );
}

interface Drawn extends Family {
  /** Processes of the type, drawn or not. */
  all: number;
}

function Bars({ families, shown, width }: { families: readonly Drawn[]; shown: TimeWindow; width: number }) {
  const { t } = useLocale();
  const [from, to] = useRested(shown);
  const names = width >= WIDE_PX ? NAME_PX.wide : NAME_PX.narrow;
  const x = (at: number) => names + ((at - from) / (to - from || 1)) * (width - names);
  const rows = families.flatMap(({ type, lives, all }) => [
    { type, all, life: undefined },
    ...lives.map((life) => ({ type, all, life })),
  ]);
  const count = families.reduce((sum, { all }) => sum + all, 0);
  return (
    <svg
      className="chart lives"
      width={width}
      height={rows.length * ROW_PX}
      role="img"
      aria-label={t("run.processes.label", { count })}
    >
      {rows.map(({ type, all, life }, row) => {
        const y = row * ROW_PX;
        if (!life) {
          return (
            <text key={type} className="family" x={type === "Browser" ? 0 : 12} y={y + 12}>
              {type} {all > 1 && `× ${figure(all)}`}
            </text>
          );
        }
        const [left, right] = [Math.max(names, x(life.born)), Math.min(width, x(life.died))];
        return (
          <g key={`${type} ${life.pid} ${life.born}`}>
            <title>{lifeWords(life, t)}</title>
            <text className="member" x={24} y={y + 12}>
              {short(life.name, names / CHARACTER_PX - 10)} {life.pid}
            </text>
            {right >= left && (
              <rect
                className={`life ${type}`}
                x={left}
                y={y + 4}
                width={Math.max(2, right - left)}
                height={8}
              />
            )}
            {!life.before && life.born >= from && (
              <line className="turn" x1={left} x2={left} y1={y + 1} y2={y + 15} />
            )}
            {!life.after && life.died <= to && life.died >= from && (
              <line className="turn" x1={right} x2={right} y1={y + 1} y2={y + 15} />
            )}
          </g>
        );
      })}
    </svg>
  );
}

function lifeWords(
  { name, pid, born, died, before, after }: Life,
  t: ReturnType<typeof useLocale>["t"],
): string {
  const began = before ? t("run.processes.before") : t("run.processes.born", { at: seconds(born) });
  const ended = after ? t("run.processes.after") : t("run.processes.died", { at: seconds(died) });
  return `${name} ${pid}: ${began}, ${ended} (${span(died - born)})`;
}

function short(name: string, most: number): string {
  const letters = Array.from(name);
  return letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : name;
}

function figuresOf(families: readonly Family[]) {
  const columns = [
    { name: "type" },
    { name: "pid" },
    { name: "name" },
    { name: "first sample", unit: "ms" },
    { name: "last sample", unit: "ms" },
  ];
  const rows = families.flatMap(({ lives }) =>
    lives.map(({ type, pid, name, born, died }) => [type, pid, name, born, died]),
  );
  return { columns, rows };
}
