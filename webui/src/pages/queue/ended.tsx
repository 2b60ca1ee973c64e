// Jobs that ended lately, with how.
import { Link } from "wouter";

import type { Job } from "../../api/jobs";
import { Labels } from "../../fleet/labels";
import { jobSign } from "../../fleet/words";
import { span } from "../../format/time";
import { useLocale } from "../../i18n/locale";
import { ROW_LINK } from "../../shell/list_keys";
import { Moment } from "../../shell/moment";
import { Mark } from "../../verdict/mark";

export function EndedJobs({ jobs }: { jobs: readonly Job[] }) {
  const { t } = useLocale();
  return (
    <section aria-labelledby="ended-title">
      <h2 id="ended-title">{t("queue.ended")}</h2>
      {jobs.length === 0 ? (
        <p className="muted">{t("queue.ended.none")}</p>
      ) : (
        <table className="cards">
          <thead>
            <tr>
              <th scope="col">{t("queue.state")}</th>
              <th scope="col">{t("queue.job")}</th>
              <th scope="col">{t("queue.result")}</th>
              <th scope="col" className="number">
                {t("queue.took")}
              </th>
              <th scope="col">{t("queue.endedAt")}</th>
            </tr>
          </thead>
          <tbody>
            {jobs.map((job) => (
              <Row key={job.id} job={job} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Row({ job }: { job: Job }) {
  const { t } = useLocale();
  const took = job.started_at && job.ended_at && Date.parse(job.ended_at) - Date.parse(job.started_at);
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
      <td>
        {job.run_id ? (
          <Link href={`/runs/${job.run_id}`}>{t("job.run")}</Link>
        ) : (
          <span lang="en" className="muted">
            {job.reason}
          </span>
        )}
      </td>
      <td className="number tight" data-label={t("queue.took")}>
        {typeof took === "number" && span(Math.max(0, took))}
      </td>
      <td className="tight" data-label={t("queue.endedAt")}>
        {job.ended_at && <Moment at={job.ended_at} />}
      </td>
    </tr>
  );
}
