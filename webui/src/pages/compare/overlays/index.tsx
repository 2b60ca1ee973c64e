// The series of all runs on one axis: aligned by their start, by phase or by iteration.
import { useMemo, useRef } from "react";

import { useRange, useTimeWindow, type TimeWindow } from "../../../charts/time_window";
import type { View } from "../../../charts/view";
import { useWidth } from "../../../charts/width";
import { seconds } from "../../../format/time";
import { useLocale } from "../../../i18n/locale";
import { Failure } from "../../../shell/failure";
import { readAlign, type Align, type Chosen } from "../address";
import type { Column } from "../columns";
import { Name } from "../name";
import { useOverlays } from "../queries";
import type { Comparison } from "../types";
import { GroupOfCharts } from "./group";
import { chunksOf, metricsOf } from "./metrics";
import { groupsOf } from "./panels";
import { SlotStrip } from "./slot_strip";
import { bandsOf } from "./slots";

const WIDE_PX = 700;
const ROOM_PX = 148;
const NARROW_ROOM_PX = 84;
/** Beyond so many runs their names cannot stand at the ends of their lines. */
const MOST_LABELS = 8;

interface Props {
  comparison: Comparison;
  columns: readonly Column[];
  chosen: Chosen;
  view: View;
  subject: string;
}

export function Overlays({ comparison, columns, chosen, view, subject }: Props) {
  const { t } = useLocale();
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const room = width >= WIDE_PX ? ROOM_PX : NARROW_ROOM_PX;
  const align = readAlign(view.value("align"), comparison.alignments);
  const more = view.value("more") !== undefined;
  const metrics = useMemo(() => metricsOf(comparison), [comparison]);
  const asked = useMemo(() => (more ? [...metrics.shown, ...metrics.more] : metrics.shown), [metrics, more]);
  const overlay = useOverlays(chosen, chunksOf(asked), align, view.zoom);
  const drawn = overlay.data;
  const groups = useMemo(() => groupsOf(drawn?.lines ?? [], asked, columns), [drawn, asked, columns]);
  const shaded = useMemo(() => bandsOf(drawn?.slots ?? []), [drawn]);
  const shown = useTimeWindow(view, [0, Math.max(1, drawn?.length_ms ?? view.zoom?.[1] ?? 1)]);
  const without = columns.filter(({ id }) => drawn?.without.includes(id));
  return (
    <section className="overlays" aria-labelledby="charts-title" aria-busy={overlay.isFetching}>
      <h2 id="charts-title">{t("compare.charts")}</h2>
      <p className="muted small">{t("compare.charts.explain")}</p>
      <div className="toolbar">
        <AlignSwitch view={view} align={align} possible={comparison.alignments} />
        <Shown shown={shown} />
      </div>
      {overlay.error && <Failure error={overlay.error} retry={overlay.refetch} />}
      {without.length > 0 && (
        <p className="unsure">
          ~ {t("compare.charts.without", { runs: without.map(({ name }) => name).join(", ") })}
        </p>
      )}
      <div ref={frame} className={overlay.isOld ? "old" : undefined}>
        {width > 0 && drawn && (
          <>
            {columns.length > MOST_LABELS && (
              <p className="key-of-runs">
                {columns.map((column) => (
                  <Name key={column.id} column={column} />
                ))}
              </p>
            )}
            <SlotStrip slots={drawn.slots} columns={columns} shown={shown} width={width} room={room} />
            {groups.map((group) => (
              <GroupOfCharts
                key={`${group.metric} ${group.source}`}
                group={group}
                definition={comparison.metrics.find(({ metric }) => metric === group.metric)?.definition}
                subject={subject}
                shaded={shaded}
                shown={shown}
                width={width}
                room={room}
              />
            ))}
            {groups.length === 0 && <p className="muted">{t("compare.charts.none")}</p>}
          </>
        )}
        {!drawn && !overlay.error && <div className="charts-to-come" />}
      </div>
      {metrics.more.length > 0 && (
        <button type="button" aria-expanded={more} onClick={() => view.set("more", more ? undefined : "1")}>
          {more ? t("run.charts.fewer") : t("run.charts.more", { count: metrics.more.length })}
        </button>
      )}
    </section>
  );
}

interface SwitchProps {
  view: View;
  align: Align;
  possible: readonly string[];
}

/** Another alignment is another axis: what was zoomed to is not on it. */
function AlignSwitch({ view, align, possible }: SwitchProps) {
  const { t } = useLocale();
  const choices = (["start", "phase", "iteration"] as const).filter((choice) => possible.includes(choice));
  if (choices.length < 2) return null;
  const choose = (choice: Align) => {
    view.set("zoom", undefined);
    view.set("align", choice === "start" ? undefined : choice);
  };
  return (
    <span className="choice" role="group" aria-label={t("compare.align")}>
      <span className="muted">{t("compare.align")}</span>
      {choices.map((choice) => (
        <button key={choice} type="button" aria-pressed={choice === align} onClick={() => choose(choice)}>
          {t(`compare.align.${choice}`)}
        </button>
      ))}
    </span>
  );
}

/** Which part of the axis is shown, and the way back to all of it. */
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
