// The large chart: the metric over the runs, with its crosshair, its zoom and what can be done with a run.
import { useCallback, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import { Link, useLocation } from "wouter";

import { ChartFrame } from "../../charts/frame";
import { useWidth } from "../../charts/width";
import { useLocale } from "../../i18n/locale";
import { picking, type Shown } from "./address";
import { Crosshair } from "./crosshair";
import { figuresOf } from "./figures";
import { extentOf, partOf, placeAt, type Plane } from "./geometry";
import type { Trends } from "./queries";
import { Readout } from "./readout";
import { BOTTOM_PX, LEFT_PX, Scene, TOP_PX } from "./scene";

const HEIGHT_PX = 300;
const RIGHT_PX = 12;
const LEAST_DRAG_PX = 6;

interface Props {
  trends: Trends;
  shown: Shown;
  onChange: (next: Partial<Shown>, replace?: boolean) => void;
}

export function TrendChart({ trends, shown, onChange }: Props) {
  const { t } = useLocale();
  const [, navigate] = useLocation();
  const { runs } = trends;
  const trend = trends.metrics[0]!;
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const [place, setPlace] = useState<number>();
  const [drag, setDrag] = useState<readonly [number, number]>();
  const part = useMemo(() => partOf(runs, shown.zoom), [runs, shown.zoom]);
  const plane = useMemo<Plane>(() => {
    const [low, high] = extentOf(trend, part);
    return { part, low, high, width: Math.max(1, width - LEFT_PX - RIGHT_PX), height: HEIGHT_PX };
  }, [trend, part, width]);
  const figures = useCallback(() => figuresOf(trends, t), [trends, t]);

  const at = (event: PointerEvent) => {
    const left = box.current?.getBoundingClientRect().left ?? 0;
    return event.clientX - left - LEFT_PX;
  };
  const pick = (index: number) => {
    const run = runs[index];
    if (run) onChange({ picked: picking(shown.picked, run.id) }, true);
  };
  const open = (index: number | undefined) => {
    const run = index === undefined ? undefined : runs[index];
    if (run) navigate(`/runs/${encodeURIComponent(run.id)}`);
  };
  const onUp = (event: PointerEvent) => {
    const from = drag?.[0];
    setDrag(undefined);
    if (from === undefined) return;
    const [left, right] = [Math.min(from, at(event)), Math.max(from, at(event))];
    if (right - left < LEAST_DRAG_PX) {
      const pressed = placeAt(plane, at(event));
      return event.shiftKey ? pick(pressed) : open(pressed);
    }
    const times = [runs[placeAt(plane, left)], runs[placeAt(plane, right)]].map((run) =>
      Date.parse(run?.created_at ?? ""),
    );
    if (times[0]! < times[1]!) onChange({ zoom: [times[0]!, times[1]!] });
  };
  const onKey = (event: KeyboardEvent) => {
    const [first, last] = part;
    const here = place ?? last;
    const next = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: first, End: last }[event.key];
    if (next !== undefined) setPlace(Math.min(last, Math.max(first, place === undefined ? last : next)));
    else if (event.key === "Enter") open(place);
    else if (event.key === "x" && place !== undefined) pick(place);
    else if (event.key === "Escape" && shown.zoom) onChange({ zoom: undefined });
    else return;
    event.preventDefault();
  };

  return (
    <ChartFrame
      title={trend.metric}
      fullTitle={`${trend.metric} · ${trends.scenario}`}
      subject={trends.scenario}
      chart="trend"
      figures={figures}
      beside={<Readout trends={trends} place={place} />}
    >
      <div
        ref={box}
        className="trend-plot"
        role="application"
        aria-label={t("trends.chart", { metric: trend.metric, count: runs.length })}
        aria-describedby="trend-keys"
        tabIndex={0}
        onKeyDown={onKey}
        onPointerMove={(event) => {
          setPlace(placeAt(plane, at(event)));
          if (drag) setDrag([drag[0], at(event)]);
        }}
        onPointerLeave={() => {
          setPlace(undefined);
          setDrag(undefined);
        }}
        onPointerDown={(event) => event.button === 0 && setDrag([at(event), at(event)])}
        onPointerUp={onUp}
        onDoubleClick={() => onChange({ zoom: undefined })}
      >
        <svg className="chart" width={width} height={TOP_PX + HEIGHT_PX + BOTTOM_PX} aria-hidden="true">
          {width > 0 && (
            <>
              <Scene trends={trends} plane={plane} />
              <Crosshair trends={trends} plane={plane} place={place} drag={drag} picked={shown.picked} />
            </>
          )}
        </svg>
      </div>
      <Foot trends={trends} shown={shown} onChange={onChange} />
    </ChartFrame>
  );
}

/** What the marks mean, how much is seen, and where two picked runs lead. */
function Foot({ trends, shown, onChange }: Props) {
  const { t } = useLocale();
  const [one, other] = trends.runs.map(({ id }) => id).filter((id) => shown.picked.includes(id));
  return (
    <div className="trend-foot small">
      <span className="muted" id="trend-keys">
        {t("trends.keys")}
      </span>
      {trends.truncated && (
        <span className="muted">{t("trends.truncated", { count: trends.runs.length })}</span>
      )}
      {trends.metrics[0]!.other_unit > 0 && (
        <span className="unsure">~ {t("trends.otherUnit", { count: trends.metrics[0]!.other_unit })}</span>
      )}
      {shown.zoom && (
        <button type="button" onClick={() => onChange({ zoom: undefined })}>
          {t("trends.whole")}
        </button>
      )}
      {one !== undefined && (
        <span className="actions">
          {other === undefined ? (
            <span>{t("trends.picked.one")}</span>
          ) : (
            <Link href={`/compare?ids=${one},${other}`}>{t("trends.compare")}</Link>
          )}
          <button type="button" className="plain" onClick={() => onChange({ picked: [] }, true)}>
            {t("trends.unpick")}
          </button>
        </span>
      )}
    </div>
  );
}
