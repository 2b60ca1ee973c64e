// The run page: the verdict in a sentence, then the evidence in the order in which a reader needs it.
import { useMemo, useRef, useState } from "react";
import { Link } from "wouter";

import { ApiError } from "../../api/client";
import { useRun } from "./queries";
import type { RunDetail } from "../../api/types";
import { useLocale } from "../../i18n/locale";
import { Failure } from "../../shell/failure";
import { useLate } from "../../shell/late";
import { useTitle } from "../../shell/title";
import { RunActions, type Panel } from "./actions";
import { Attachments } from "./attachments";
import { groupsOf } from "./charts/groups";
import { Timeline } from "./charts/timeline";
import { useView } from "../../charts/view";
import { EditPanel } from "./edit_panel";
import { Environment } from "./environment";
import { Facts } from "./facts";
import { FailedStep } from "./failed_step";
import { Flags } from "./flags";
import { Iterations } from "./iterations";
import { Log } from "./log";
import { MetricsTable } from "./metrics_table";
import { SharePanel } from "./share_panel";
import { Sources } from "./sources";
import { Statistics } from "./statistics";
import { VerdictSentence } from "./verdict_sentence";
import "./run.css";

export default function RunPage({ id }: { id: string }) {
  const { t } = useLocale();
  const run = useRun(id);
  const late = useLate(run.isPending);
  useTitle(run.data?.run.title);

  if (run.error instanceof ApiError && run.error.status === 404) {
    return (
      <section>
        <h1>{t("run.gone")}</h1>
        <p>
          <Link href="/runs">{t("run.back")}</Link>
        </p>
      </section>
    );
  }
  return (
    <article className="run" aria-busy={run.isFetching}>
      <p className="hidden" role="status">
        {run.isPending ? t("state.loading") : ""}
      </p>
      {run.error && <Failure error={run.error} retry={() => void run.refetch()} />}
      {late && <div className="skeleton tall" aria-hidden="true" />}
      {run.data && <Report detail={run.data} />}
    </article>
  );
}

function Report({ detail }: { detail: RunDetail }) {
  const view = useView();
  const groups = useMemo(() => {
    // Who says which way is better wants to see it.
    const told = Object.entries(detail.meta.definitions).filter(([, { direction }]) => direction);
    return groupsOf(detail.series, new Set(told.map(([key]) => key)), detail.meta.collection.interval_ms);
  }, [detail]);
  return (
    <>
      <Lead detail={detail} />
      <FailedStep detail={detail} />
      <Facts detail={detail} />
      <Flags flags={detail.flags} />
      {detail.verdict && <MetricsTable verdict={detail.verdict} groups={groups} view={view} />}
      <Timeline detail={detail} groups={groups} view={view} />
      <Iterations detail={detail} />
      <Log detail={detail} />
      <Environment detail={detail} />
      <Sources collection={detail.meta.collection} />
      <Statistics detail={detail} view={view} />
      <Attachments detail={detail} />
    </>
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
