// One job: where it stands, what it waits for, its attempts, its log; while it runs, the way to the live page.
import { Link } from "wouter";

import { addressOfDevice } from "../../api/devices";
import { ApiError } from "../../api/client";
import { useJob, useStopSession, type JobDetail } from "../../api/jobs";
import { mayEdit } from "../../api/rights";
import { useMe } from "../../api/session";
import { AskedDevices } from "../../fleet/asked";
import { CancelJob } from "../../fleet/cancel";
import { isOver, jobSign } from "../../fleet/words";
import type { Key } from "../../i18n/catalog";
import { useLocale } from "../../i18n/locale";
import { Failure } from "../../shell/failure";
import { Refused } from "../../shell/refused";
import { useTitle } from "../../shell/title";
import { Mark } from "../../verdict/mark";
import { Attempts } from "./attempts";
import { JobLog } from "./log";
import { MoveJob } from "./move";
import { useSession } from "./queries";
import "../../fleet/fleet.css";
import "./job.css";

export default function JobPage({ id }: { id: string }) {
  const { t } = useLocale();
  const job = useJob(id);
  const may = mayEdit(useMe().data);
  useTitle(job.data?.title ?? t("queue.job"));
  if (job.error instanceof ApiError && job.error.status === 404) {
    return (
      <div className="fleet">
        <h1 className="headline">{t("job.none")}</h1>
        <Link href="/queue">{t("app.queue")}</Link>
      </div>
    );
  }
  if (!job.data) {
    if (job.error) return <Failure error={job.error} retry={() => void job.refetch()} />;
    return <h1 className="headline">{t("state.loading")}</h1>;
  }
  return (
    <div className="fleet job">
      {job.error && <Failure error={job.error} retry={() => void job.refetch()} />}
      <div className="lead">
        <h1 className="headline">{job.data.title}</h1>
        <Mark sign={jobSign(job.data.state)} />
      </div>
      <Actions job={job.data} may={may} />
      {job.data.waiting && <WaitsFor job={job.data} now={job.dataUpdatedAt} may={may} />}
      <Facts job={job.data} />
      <Attempts job={job.data} />
      <JobLog id={id} over={isOver(job.data.state)} />
    </div>
  );
}

function Actions({ job, may }: { job: JobDetail; may: boolean }) {
  const { t } = useLocale();
  const stopping = useStopSession();
  const over = isOver(job.state);
  const working = !over && job.state !== "queued";
  const isSession = job.kind === "session";
  return (
    <div>
      <div className="actions">
        {job.run_id && (
          <Link href={`/runs/${job.run_id}`} className="main">
            {t("job.run")}
          </Link>
        )}
        {working && <Link href={`/live/${job.id}`}>{t("job.live")}</Link>}
        {may && isSession && working && (
          <button
            type="button"
            className="main"
            disabled={stopping.isPending}
            onClick={() => stopping.mutate(job.id)}
          >
            {t("job.stop")}
          </button>
        )}
        {may && !over && <CancelJob job={job} />}
        {over && job.reason && <span lang="en">{job.reason}</span>}
        {job.state === "completed" && !job.run_id && <span className="muted">{t("job.gone")}</span>}
      </div>
      {may && isSession && working && <p className="small muted">{t("job.stop.explain")}</p>}
      <Refused error={stopping.error} />
    </div>
  );
}

function WaitsFor({ job, now, may }: { job: JobDetail; now: number; may: boolean }) {
  const { t } = useLocale();
  const waiting = job.waiting!;
  return (
    <section aria-labelledby="why-title">
      <h2 id="why-title">{t(`why.${waiting.because}` as Key)}</h2>
      <div className="actions">
        {t("job.place", { position: waiting.position })}
        {may && <MoveJob job={job} />}
      </div>
      <AskedDevices asked={waiting} now={now} />
    </section>
  );
}

function Facts({ job }: { job: JobDetail }) {
  const { t } = useLocale();
  const session = useSession(job.id, job.kind === "session").data;
  const watched = session?.processes.map(({ name, pid }) => `${name} (${pid})`).join(", ");
  const facts: readonly (readonly [Key, string | undefined | null])[] = [
    ["job.kind", t(job.kind === "session" ? "job.kind.session" : "job.kind.scenario")],
    ["job.scenario", job.kind === "session" ? undefined : job.scenario],
    ["job.watched", watched],
    ["job.release", job.release],
    ["job.build", job.build],
    ["job.tags", job.tags.join(" · ")],
    ["queue.priority", String(job.priority)],
  ];
  return (
    <section aria-labelledby="facts-title">
      <h2 id="facts-title">{t("job.facts")}</h2>
      <dl className="facts-list">
        {facts
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name} className="fact">
              <dt>{t(name)}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        {job.device && (
          <div className="fact">
            <dt>{t("job.chosen")}</dt>
            <dd>
              <Link href={addressOfDevice(job.device)}>{job.device}</Link>
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}
