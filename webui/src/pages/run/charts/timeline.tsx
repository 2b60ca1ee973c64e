// Everything that was measured over time, on one axis: the whole run in small, phases and the log, then the charts.
import { useMemo, useRef } from "react";

import type { RunDetail } from "../../../api/types";
import type { Band } from "../../../charts/bands";
import { useRange, type TimeWindow } from "../../../charts/time_window";
import type { View } from "../../../charts/view";
import { useWidth } from "../../../charts/width";
import { seconds } from "../../../format/time";
import { useLocale } from "../../../i18n/locale";
import { GroupSection, type GroupProps } from "./group_section";
import type { Groups } from "./groups";
import { lanesOf } from "./lanes";
import { Minimap } from "./minimap";
import { momentsOf } from "./moments";
import { MomentsLane } from "./moments_lane";
import { PhaseStrip } from "./phase_strip";
import { chosenSource, SourceSwitch, type Choice } from "./source_switch";
import "./charts.css";

const WIDE_PX = 700;
const ROOM_PX = 148;
const NARROW_ROOM_PX = 84;
/** Samples that reach so many times as far as measuring took come from a clock that jumped. */
const FAR = 3;

/** What the charts need to know of a run, whether it goes on or is over. */
export type Timed = GroupProps["detail"] &
  Pick<RunDetail, "marks" | "logs" | "attachments" | "failed_step" | "iterations">;

interface Props {
  detail: Timed;
  meanings: GroupProps["meanings"];
  groups: Groups;
  view: View;
  shown: TimeWindow;
  /** Whose figures are drawn unless the reader says otherwise. */
  usual: Choice;
  /** How long measuring took by the clock of who measured, ms; absent while it goes on. */
  measured?: number;
  onLine: (line: number) => void;
}

export function Timeline({ detail, meanings, groups, view, shown, usual, measured, onLine }: Props) {
  const { t } = useLocale();
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const room = width >= WIDE_PX ? ROOM_PX : NARROW_ROOM_PX;
  const more = view.value("more") !== undefined;
  const phase = view.value("phase");
  const moments = useMemo(() => momentsOf(detail), [detail]);
  const bands = useMemo(() => bandsOf(detail, phase), [detail, phase]);
  const source = chosenSource(view, usual);
  const shared = { detail, meanings, bands, view, source, shown, width, room };
  const strip = { shown, width, room };
  const all = [...groups.headline, ...groups.more];
  const both = all.some(({ variants }) => variants.some(({ sources }) => sources.length > 1));
  return (
    <section className="timeline" aria-labelledby="charts-title">
      <h2 id="charts-title">{t("run.charts")}</h2>
      <p className="muted small">{t(all.length === 0 ? "run.charts.none" : "run.charts.explain")}</p>
      <div className="toolbar">
        {both && <SourceSwitch view={view} usual={usual} />}
        <Shown shown={shown} />
      </div>
      {measured !== undefined && shown.whole[1] - shown.whole[0] > FAR * Math.max(measured, 1000) && (
        <p className="unsure small">
          ~{" "}
          {t("run.charts.jump", {
            reach: seconds(shown.whole[1] - shown.whole[0]),
            length: seconds(measured),
          })}{" "}
          <button type="button" className="plain" onClick={() => shown.show([0, measured])}>
            {t("run.charts.jump.show")}
          </button>
        </p>
      )}
      <div ref={frame}>
        {width > 0 && all.length > 0 && (
          <>
            <div className="time-strip" style={{ width }}>
              <Minimap group={all[0]!} {...strip} />
              <PhaseStrip
                iterations={detail.iterations}
                marks={detail.marks}
                phase={phase}
                onPhase={(name) => view.set("phase", name)}
                {...strip}
              />
              <MomentsLane moments={moments} onLine={onLine} {...strip} />
            </div>
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

/** Which part of the run is shown, and the way back to all of it. */
function Shown({ shown }: { shown: TimeWindow }) {
  const { t } = useLocale();
  const [from, to] = useRange(shown);
  if (shown.isWhole) return null;
  return (
    <span>
      {seconds(from)} – {seconds(to)}{" "}
      <button type="button" onClick={() => shown.show(undefined)}>
        {t("run.charts.whole")}
      </button>
    </span>
  );
}

/** Phases at the foot of every chart; the one that the reader chose in full height. */
function bandsOf({ marks }: Timed, phase: string | undefined): Band[] {
  return lanesOf(marks).flatMap((lane) =>
    lane.flatMap(({ name, start_ms: from, end_ms: to, tint }) => {
      if (to === null || to === undefined) return [];
      const foot = { from, to, tint, full: false };
      return name === phase ? [{ ...foot, full: true }, foot] : [foot];
    }),
  );
}
