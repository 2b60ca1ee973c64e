// The run page: the verdict in a sentence, then the evidence in the order in which a reader needs it.
import { useMemo, useRef, useState } from "react";

import { ApiError } from "../../api/client";
import type { RunDetail } from "../../api/types";
import { useLocale } from "../../i18n/locale";
import { Failure } from "../../shell/failure";
import { useLate } from "../../shell/late";
import { useTitle } from "../../shell/title";
import { RunActions, type Panel } from "./actions";
import { Attachments } from "./attachments";
import { extentOf } from "./charts/extent";
import { groupsOf } from "./charts/groups";
import { headsOf } from "./charts/heads";
import { SeriesContext, storedSeries } from "./charts/series";
import { Timeline } from "./charts/timeline";
import { useTimeWindow } from "../../charts/time_window";
import { useView } from "../../charts/view";
import { EditPanel } from "./change/edit_panel";
import { Environment } from "./environment/environment";
import { Facts } from "./facts";
import { FailedStep } from "./failed_step";
import { Flags } from "./flags";
import { Iterations } from "./iterations/iterations";
import { Log } from "./log";
import { MetricsTable } from "./verdict/metrics_table";
import { SharePanel } from "./change/share_panel";
import { LiveRun } from "../live/live_run";
import { Presence } from "./presence";
import { Processes } from "./processes";
import { useLog, useRun } from "./queries";
import { Sources } from "./environment/sources";
import { Statistics } from "./statistics";
import { VerdictSentence } from "./verdict/verdict_sentence";
import "./run.css";

export default function RunPage({ id }: { id: string }) {
  const { t } = useLocale();
  const run = useRun(id);
  const late = useLate(run.isPending);
  useTitle(run.data?.run.title);
  const isMissing = run.error instanceof ApiError && run.error.status === 404;
  // Nothing is there yet while it is measured, and nothing any more once it is deleted.
  if (isMissing && !run.data) return <LiveRun id={id} />;
  return (
    <article className="run" aria-busy={run.isFetching}>
      <p className="hidden" role="status">
        {run.isPending ? t("state.loading") : ""}
      </p>
      {run.error && !run.data && <Failure error={run.error} retry={() => void run.refetch()} />}
      {late && <div className="skeleton tall" aria-hidden="true" />}
      {run.data && <Presence id={id} />}
      {run.data && <Report detail={run.data} />}
    </article>
  );
}

function Report({ detail }: { detail: RunDetail }) {
  const view = useView();
  const shown = useTimeWindow(view, extentOf(detail));
  const { id } = detail.run;
  const { interval_ms: interval } = detail.meta.collection;
  const series = useMemo(() => storedSeries(id, interval), [id, interval]);
  const groups = useMemo(() => {
    // Who says which way is better wants to see it.
    const told = Object.entries(detail.meta.definitions).filter(([, { direction }]) => direction);
    return groupsOf(headsOf(detail), new Set(told.map(([key]) => key)));
  }, [detail]);
  const log = useLog(detail);
  const [line, setLine] = useState<number>();
  const timed = useMemo(() => ({ ...detail, logs: log.logs }), [detail, log.logs]);
  return (
    <SeriesContext value={series}>
      <Lead detail={detail} />
      <FailedStep detail={detail} />
      <Facts detail={detail} />
      <Flags flags={detail.flags} />
      {detail.verdict && <MetricsTable verdict={detail.verdict} groups={groups} view={view} />}
      <Timeline
        detail={timed}
        meanings={detail.meta.definitions}
        groups={groups}
        view={view}
        shown={shown}
        usual="both"
        measured={detail.run.duration_ms}
        onLine={setLine}
      />
      <Iterations detail={detail} groups={groups.headline} shown={shown} view={view} />
      <Log {...log} marked={line} />
      <Environment detail={detail} />
      <Sources collection={detail.meta.collection} />
      <Statistics detail={detail} view={view} />
      <Processes detail={detail} shown={shown} />
      <Attachments detail={detail} />
    </SeriesContext>
  );
}

/** The verdict, what can be done with the run, and the panel of what is being done. */
function Lead({ detail }: { detail: RunDetail }) {
  const [panel, setPanel] = useState<Panel>();
  const actions = useRef<HTMLDivElement>(null);
  const close = () => {
    setPanel(undefined);
    // The keyboard goes back to where it came from.
    actions.current?.querySelector<HTMLElement>("[aria-expanded=true]")?.focus();
  };
  return (
    <>
      <div className="lead">
        <VerdictSentence detail={detail} />
        <RunActions ref={actions} detail={detail} panel={panel} onPanel={setPanel} />
      </div>
      {panel === "edit" && <EditPanel detail={detail} onClose={close} />}
      {panel === "share" && <SharePanel detail={detail} onClose={close} />}
    </>
  );
}
