// The run page while the run goes on: what is done now, charts that grow at the right, the end of the log.
import { useMemo, useState } from "react";

import { useTimeWindow } from "../../charts/time_window";
import { useView, type Zoom } from "../../charts/view";
import { figure } from "../../format/quantity";
import { span } from "../../format/time";
import { useLocale } from "../../i18n/locale";
import { useTitle } from "../../shell/title";
import { groupsOf } from "../run/charts/groups";
import { headsOf } from "../run/charts/heads";
import { SeriesContext } from "../run/charts/series";
import { Timeline } from "../run/charts/timeline";
import { Log } from "../run/log";
import { LiveActions } from "./actions";
import { ConnectionLine } from "./connection_line";
import type { Followed } from "./follow";
import { liveSeries } from "./live_series";
import { sentenceOf } from "./sentence";
import { SpanChoice } from "./span_choice";
import "../run/run.css";

const LEAST_MS = 10_000;
const NOTHING: never[] = [];

export function LiveReport({ followed: { live, connection } }: { followed: Followed }) {
  const { t } = useLocale();
  const view = useView();
  const [line, setLine] = useState<number>();
  const { state, version } = live;
  const whole: Zoom = [0, Math.max(live.end, LEAST_MS)];
  const last = Number(view.value("last")) * 1000;
  const following: Zoom = last > 0 ? [Math.max(0, whole[1] - last), Math.max(whole[1], last)] : whole;
  const shown = useTimeWindow({ ...view, zoom: view.zoom ?? following }, [0, following[1]]);
  const series = useMemo(() => liveSeries(live), [live]);
  const groups = useMemo(() => {
    const heads = headsOf({ statistics: live.figures(), processes: live.processes }, true);
    return groupsOf(heads, new Set());
  }, [live, version]);
  const detail = useMemo(() => {
    const { marks, iterations, logs } = live;
    const run = { id: live.state?.run ?? live.state?.job ?? "live", scenario: live.state?.scenario ?? "" };
    return { run, marks, iterations, logs, attachments: NOTHING, statistics: NOTHING };
  }, [live, version]);
  useTitle(state?.title);
  return (
    <SeriesContext value={series}>
      <div className="lead">
        <div>
          <p className="kicker">
            <b>{t("live.kicker")}</b> <bdi className="muted">{state?.title}</bdi>
          </p>
          <h1 className="headline">{sentenceOf(live, t)}</h1>
          <ConnectionLine connection={connection} />
        </div>
        {state?.job && <LiveActions job={state.job} state={state.state} />}
      </div>
      <p className="below muted">
        {[
          state?.release,
          live.width > 0 && t("live.measured", { time: span(live.end), series: figure(live.width) }),
          live.leftOut > 0 && t("live.thinned", { count: figure(live.leftOut) }),
          live.refused > 0 && t("live.refused", { count: figure(live.refused) }),
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
      <div className="toolbar">
        <SpanChoice view={view} />
      </div>
      <Timeline
        detail={detail}
        meanings={NO_MEANINGS}
        groups={groups}
        view={view}
        shown={shown}
        usual="Chrome"
        onLine={setLine}
      />
      <Log logs={live.logs} total={live.logs.length} marked={line} onMore={undefined} follow />
    </SeriesContext>
  );
}

const NO_MEANINGS = {};
