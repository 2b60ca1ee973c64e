// Everything that was measured over time, on one axis.
import { useEffect, useMemo, useRef, useState } from "react";

import type { RunDetail } from "../../../api/types";
import { seconds } from "../../../format/time";
import { useLocale } from "../../../i18n/locale";
import { GroupSection } from "./group_section";
import type { Groups } from "./groups";
import { PhaseStrip } from "./phase_strip";
import { SourceSwitch } from "./source_switch";
import type { View, Zoom } from "../../../charts/view";
import "./charts.css";

const WIDE_PX = 700;
const ROOM_PX = 148;
const NARROW_ROOM_PX = 84;

interface Props {
  detail: RunDetail;
  groups: Groups;
  view: View;
}

export function Timeline({ detail, groups, view }: Props) {
  const { t } = useLocale();
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const room = width >= WIDE_PX ? ROOM_PX : NARROW_ROOM_PX;
  const whole = useMemo<Zoom>(() => [0, endOf(detail)], [detail]);
  const zoom = view.zoom ?? whole;
  const more = view.value("more") !== undefined;
  const shared = { detail, iterations: detail.iterations, view, zoom, width, room };
  const both = [...groups.headline, ...groups.more].some(({ variants }) =>
    variants.some(({ sources }) => sources.length > 1),
  );
  return (
    <section className="timeline" aria-labelledby="charts-title">
      <h2 id="charts-title">{t("run.charts")}</h2>
      {groups.headline.length + groups.more.length === 0 ? (
        <p className="muted">{t("run.charts.none")}</p>
      ) : (
        <p className="muted small">{t("run.charts.explain")}</p>
      )}
      <div className="toolbar">
        {both && <SourceSwitch view={view} />}
        {view.zoom && (
          <span>
            {seconds(zoom[0])} – {seconds(zoom[1])}{" "}
            <button type="button" onClick={() => view.setZoom(undefined)}>
              {t("run.charts.whole")}
            </button>
          </span>
        )}
      </div>
      <div ref={frame}>
        {width > 0 && (
          <>
            <PhaseStrip
              iterations={detail.iterations}
              marks={detail.marks}
              zoom={zoom}
              onZoom={view.setZoom}
              width={width}
              room={room}
            />
            {groups.headline.map((group) => (
              <GroupSection key={group.key} group={group} {...shared} />
            ))}
            {more && groups.more.map((group) => <GroupSection key={group.key} group={group} {...shared} />)}
          </>
        )}
      </div>
      {groups.more.length > 0 && (
        <button type="button" aria-expanded={more} onClick={() => view.set("more", more ? undefined : "1")}>
          {more ? t("run.charts.fewer") : t("run.charts.more", { count: groups.more.length })}
        </button>
      )}
    </section>
  );
}

function useWidth(frame: React.RefObject<HTMLDivElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!frame.current) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(frame.current);
    return () => observer.disconnect();
  }, [frame]);
  return width;
}

/** The end of everything that lies on the axis, ms. */
function endOf({ run, iterations, series }: RunDetail): number {
  const last = series.flatMap((process) => process.series.map(({ at_ms }) => at_ms[at_ms.length - 1] ?? 0));
  const ends = iterations.map(({ end_ms }) => end_ms);
  return [...last, ...ends].reduce(
    (latest, at) => Math.max(latest, at),
    run.outcome === "completed" ? run.duration_ms : 1,
  );
}
