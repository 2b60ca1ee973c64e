// The queue: what waits and why, what runs and how far, what ended lately. Asked for again every two seconds.
import { Link } from "wouter";

import { useQueue } from "../../api/jobs";
import { mayEdit } from "../../api/rights";
import { useMe } from "../../api/session";
import { useLocale } from "../../i18n/locale";
import { Failure, isRefusal } from "../../shell/failure";
import { useListKeys } from "../../shell/list_keys";
import { useParams } from "../../shell/params";
import { useTitle } from "../../shell/title";
import { EndedJobs } from "./ended";
import { EmptyQueue } from "./empty";
import { useEnded } from "./queries";
import { RunningJobs } from "./running";
import { WaitingJobs } from "./waiting";
import "../../fleet/fleet.css";
import "./queue.css";

export default function QueuePage() {
  const { t } = useLocale();
  const params = useParams();
  const page = Math.max(1, Number(params.read("page")) || 1);
  const queue = useQueue(page);
  const ended = useEnded();
  const may = mayEdit(useMe().data);
  useTitle(t("app.queue"));
  useListKeys();

  const error = queue.error ?? ended.error;
  const retry = () => void Promise.all([queue.refetch(), ended.refetch()]);
  if (isRefusal(error)) return <Failure error={error!} retry={retry} />;
  const data = queue.data;
  if (!data)
    return error ? <Failure error={error} retry={retry} /> : <h1 className="headline">{t("app.queue")}</h1>;
  const waiting = data.waiting.pagination.total;
  const idle = waiting === 0 && data.running_total === 0;
  if (idle && ended.data?.length === 0) return <EmptyQueue />;
  return (
    <div className="fleet queue">
      {error && <Failure error={error} retry={retry} />}
      <div className="lead">
        <h1 className="headline" role="status">
          {idle ? t("queue.idle") : t("queue.headline", { waiting, running: data.running_total })}
        </h1>
        {may && (
          <Link href="/start" className="main">
            {t("app.start")}
          </Link>
        )}
      </div>
      <WaitingJobs page={data.waiting} params={params} now={queue.dataUpdatedAt} may={may} />
      <RunningJobs jobs={data.running} total={data.running_total} now={queue.dataUpdatedAt} may={may} />
      {ended.data && <EndedJobs jobs={ended.data} />}
    </div>
  );
}
