// Jobs that devices work on: where, what they do at this moment, for how long, and how long it usually takes.
import { Link } from "wouter";

import { addressOfDevice } from "../../api/devices";
import type { Running } from "../../api/jobs";
import { CancelJob } from "../../fleet/cancel";
import { Labels } from "../../fleet/labels";
import { jobSign } from "../../fleet/words";
import { roughly, utc } from "../../format/time";
import { useLocale } from "../../i18n/locale";
import { ROW_LINK } from "../../shell/list_keys";
import { Since } from "../../shell/since";
import { Mark } from "../../verdict/mark";

interface Props {
  jobs: readonly Running[];
  total: number;
  now: number;
  may: boolean;
}

export function RunningJobs({ jobs, total, now, may }: Props) {
  const { t } = useLocale();
  return (
    <section aria-labelledby="running-title">
      <h2 id="running-title">{t("queue.running")}</h2>
      {jobs.length === 0 ? (
        <p className="muted">{t("queue.running.none")}</p>
      ) : (
        <table className="cards">
          <thead>
            <tr>
              <th scope="col">{t("queue.state")}</th>
              <th scope="col">{t("queue.job")}</th>
              <th scope="col">{t("queue.device")}</th>
              <th scope="col">{t("queue.doing")}</th>
              <th scope="col" className="number">
                {t("queue.elapsed")}
              </th>
              <th scope="col" className="number">
                {t("queue.left")}
              </th>
              <th scope="col">
                <span className="hidden">{t("job.cancel")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {jobs.map((job) => (
              <Row key={job.id} job={job} now={now} may={may} />
            ))}
          </tbody>
        </table>
      )}
      {total > jobs.length && <p className="muted">{t("queue.more", { count: total - jobs.length })}</p>}
    </section>
  );
}

function Row({ job, now, may }: { job: Running; now: number; may: boolean }) {
  const { t } = useLocale();
  return (
    <tr>
      <td className="tight">
        <Mark sign={jobSign(job.state)} />
      </td>
      <th scope="row">
        <Link href={`/jobs/${job.id}`} {...{ [ROW_LINK]: "" }}>
          {job.title}
        </Link>
        <Labels job={job} />
      </th>
      <td data-label={t("queue.device")}>
        <Link href={addressOfDevice(job.on.device)}>{job.on.device}</Link>
      </td>
      <td lang="en" title={job.on.step_at ? utc(job.on.step_at) : undefined}>
        {job.on.step}
      </td>
      <td className="number tight" data-label={t("queue.elapsed")}>
        <Since at={job.on.since} now={now} />
      </td>
      <td className="number tight" data-label={t("queue.left")}>
        <Left job={job} now={now} />
      </td>
      <td className="do tight">{may && <CancelJob job={job} plain />}</td>
    </tr>
  );
}

function Left({ job: { on }, now }: { job: Running; now: number }) {
  const { t } = useLocale();
  if (on.usual_ms === undefined || on.usual_ms === null) return t("queue.left.unknown");
  const left = Date.parse(on.since) + on.usual_ms - now;
  return left > 0 ? t("queue.left.usual", { left: roughly(left) }) : t("queue.left.over");
}
