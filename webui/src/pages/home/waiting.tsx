// Jobs that wait, and for what.
import { Link } from "wouter";

import { roughly } from "../../format/time";
import { useLocale } from "../../i18n/locale";
import { Timed } from "../../shell/timed";
import { Hand } from "./hand";
import { useQueue } from "./queries";

/** Lines here; the queue has the others. */
const SHOWN = 8;

export function Waiting() {
  const { t } = useLocale();
  const queue = useQueue();
  const waiting = queue.data?.waiting;
  return (
    <Hand
      id="waiting"
      title={t("home.waiting")}
      href="/queue"
      count={waiting?.pagination.total}
      nothing={t("home.waiting.none", { count: queue.data?.running_total ?? 0 })}
      error={queue.error}
      retry={() => void queue.refetch()}
    >
      {waiting?.items.slice(0, SHOWN).map((job) => (
        <li key={job.id}>
          <Link href={`/jobs/${encodeURIComponent(job.id)}`}>{job.title}</Link>{" "}
          <span className="last">{roughly(Date.now() - Date.parse(job.submitted_at))}</span>{" "}
          <span className="why" lang="en">
            <Timed text={job.waiting.reason} />
          </span>
        </li>
      ))}
    </Hand>
  );
}
