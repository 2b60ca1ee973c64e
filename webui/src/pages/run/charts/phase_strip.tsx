// The strip above the charts on the same time axis: iterations, each a button that zooms to it, and phases beneath.
import type { Iteration, Mark } from "../../../api/types";
import { seconds, span } from "../../../format/time";
import { useLocale } from "../../../i18n/locale";
import { lanesOf } from "./lanes";
import { AXIS_PX } from "../../../charts/plot";
import type { Zoom } from "../../../charts/view";

/** Narrower than this a name cannot be read. */
const LEAST_NAME_PX = 34;
const CHARACTER_PX = 6.2;

interface Props {
  iterations: readonly Iteration[];
  marks: readonly Mark[];
  zoom: Zoom;
  onZoom: (zoom: Zoom) => void;
  width: number;
  room: number;
}

export function PhaseStrip({ iterations, marks, zoom, onZoom, width, room }: Props) {
  const { t } = useLocale();
  const [from, to] = zoom;
  const inner = Math.max(1, width - AXIS_PX - room);
  const place = (start: number, end: number) => {
    const left = ((Math.max(start, from) - from) / (to - from)) * inner;
    const right = ((Math.min(end, to) - from) / (to - from)) * inner;
    return { left: AXIS_PX + left, width: Math.max(1, right - left) };
  };
  const seen = (start: number, end: number) => end >= from && start <= to;
  const lanes = lanesOf(marks);
  if (iterations.length === 0 && marks.length === 0) return null;
  return (
    <div className="time-strip" style={{ width }}>
      <div className="time-row">
        <span className="time-name">{t("run.iterations")}</span>
        {iterations
          .filter(({ start_ms, end_ms }) => seen(start_ms, end_ms))
          .map(({ index, warmup, start_ms, end_ms }) => (
            <button
              key={index}
              type="button"
              className={warmup ? "iteration warmup" : "iteration"}
              style={place(start_ms, end_ms)}
              title={`${index}${warmup ? ` · ${t("run.iterations.warmup")}` : ""} · ${span(end_ms - start_ms)}`}
              aria-label={t("run.charts.zoomTo", { iteration: index })}
              onClick={() => onZoom([start_ms, end_ms])}
            >
              {index}
            </button>
          ))}
      </div>
      {lanes.map((lane, number) => (
        <div key={number} className="time-row phases">
          <span className="time-name">{number === 0 && t("run.charts.phases")}</span>
          {lane
            .filter(({ start_ms, end_ms }) => seen(start_ms, end_ms ?? start_ms))
            .map(({ name, start_ms, end_ms, tint }) => {
              const where = place(start_ms, end_ms ?? start_ms);
              const instant = end_ms === undefined || end_ms === null;
              const fits = where.width >= Math.max(LEAST_NAME_PX, name.length * CHARACTER_PX);
              const text = instant ? seconds(start_ms) : `${seconds(start_ms)}, ${span(end_ms - start_ms)}`;
              return (
                <span
                  key={`${name} ${start_ms}`}
                  className={instant ? "instant" : `phase tint-${tint}`}
                  style={instant ? { left: where.left } : where}
                  title={`${name} · ${text}`}
                >
                  {fits && !instant ? name : ""}
                </span>
              );
            })}
        </div>
      ))}
    </div>
  );
}
