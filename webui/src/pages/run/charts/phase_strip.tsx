// The strip above the charts on the same time axis: iterations, each a button that zooms to it, and phases beneath, each a
// button that tints it in every chart.
import type { Iteration, Mark } from "../../../api/types";
import { AXIS_PX } from "../../../charts/plot";
import { useRange, type TimeWindow } from "../../../charts/time_window";
import { seconds, span } from "../../../format/time";
import { useLocale } from "../../../i18n/locale";
import { lanesOf } from "./lanes";

/** What is narrower is no button: nobody could hit it. Zooming in makes it one. */
const LEAST_TARGET_PX = 24;
/** Narrower than this a name cannot be read. */
const LEAST_NAME_PX = 34;
const CHARACTER_PX = 6.2;

interface Props {
  iterations: readonly Iteration[];
  marks: readonly Mark[];
  shown: TimeWindow;
  width: number;
  room: number;
  /** The phase that is tinted. */
  phase: string | undefined;
  onPhase: (name: string | undefined) => void;
}

export function PhaseStrip({ iterations, marks, shown, width, room, phase, onPhase }: Props) {
  const { t } = useLocale();
  const [from, to] = useRange(shown);
  const inner = Math.max(1, width - AXIS_PX - room);
  const place = (start: number, end: number) => {
    const left = ((Math.max(start, from) - from) / (to - from)) * inner;
    const right = ((Math.min(end, to) - from) / (to - from)) * inner;
    return { left: AXIS_PX + left, width: Math.max(1, right - left) };
  };
  const seen = (start: number, end: number) => end >= from && start <= to;
  const lanes = lanesOf(marks);
  return (
    <>
      {iterations.length > 0 && (
        <div className="time-row">
          <span className="time-name">{t("run.iterations")}</span>
          {iterations
            .filter(({ start_ms, end_ms }) => seen(start_ms, end_ms))
            .map(({ index, warmup, start_ms, end_ms }) => {
              const where = place(start_ms, end_ms);
              const kind = warmup ? "iteration warmup" : "iteration";
              const title = `${index}${warmup ? ` · ${t("run.iterations.warmup")}` : ""} · ${span(end_ms - start_ms)}`;
              return where.width < LEAST_TARGET_PX ? (
                <span key={index} className={kind} style={where} title={title} />
              ) : (
                <button
                  key={index}
                  type="button"
                  className={kind}
                  style={where}
                  title={title}
                  aria-label={t("run.charts.zoomTo", { iteration: index })}
                  onClick={() => shown.show([start_ms, end_ms])}
                >
                  {index}
                </button>
              );
            })}
        </div>
      )}
      {lanes.map((lane, number) => (
        <div key={number} className="time-row phases">
          <span className="time-name">{number === 0 && t("run.charts.phases")}</span>
          {lane
            .filter(({ start_ms, end_ms }) => seen(start_ms, end_ms ?? start_ms))
            .map(({ name, start_ms, end_ms, tint }) => {
              const where = place(start_ms, end_ms ?? start_ms);
              const key = `${name} ${start_ms}`;
              if (end_ms === undefined || end_ms === null) {
                const title = `${name} · ${seconds(start_ms)}`;
                return <span key={key} className="instant" style={{ left: where.left }} title={title} />;
              }
              const title = `${name} · ${seconds(start_ms)}, ${span(end_ms - start_ms)}`;
              const kind = `phase tint-${tint}`;
              if (where.width < LEAST_TARGET_PX) {
                return <span key={key} className={kind} style={where} title={title} />;
              }
              const fits = where.width >= Math.max(LEAST_NAME_PX, name.length * CHARACTER_PX);
              return (
                <button
                  key={key}
                  type="button"
                  className={kind}
                  style={where}
                  title={title}
                  aria-label={t("run.charts.tint", { phase: name })}
                  aria-pressed={phase === name}
                  onClick={() => onPhase(phase === name ? undefined : name)}
                >
                  {fits ? <bdi>{name}</bdi> : ""}
                </button>
              );
            })}
        </div>
      ))}
    </>
  );
}
