// The attempts at a job, and what became of it, step by step.
import { Link } from "wouter";

import { addressOfDevice } from "../../api/devices";
import type { JobDetail } from "../../api/jobs";
import { attemptSign, jobSign } from "../../fleet/words";
import { span } from "../../format/time";
import { useLocale } from "../../i18n/locale";
import { Moment } from "../../shell/moment";
import { Mark } from "../../verdict/mark";

export function Attempts({ job }: { job: JobDetail }) {
  const { t } = useLocale();
  return (
    <div className="columns">
      <section aria-labelledby="attempts-title" className="attempts">
        <h2 id="attempts-title">{t("job.attempts")}</h2>
        {job.history.length === 0 ? (
          <p className="muted">{t("job.attempts.none")}</p>
        ) : (
          <table className="cards">
            <thead>
              <tr>
                <th scope="col" className="number">
                  {t("job.number")}
                </th>
                <th scope="col">{t("queue.device")}</th>
                <th scope="col">{t("job.end")}</th>
                <th scope="col" className="number">
                  {t("job.length")}
                </th>
                <th scope="col">{t("job.reason")}</th>
              </tr>
            </thead>
            <tbody>
              {job.history.map((attempt) => (
                <Row key={attempt.number} attempt={attempt} />
              ))}
            </tbody>
          </table>
        )}
      </section>
      <History job={job} />
    </div>
  );
}

function Row({ attempt }: { attempt: JobDetail["history"][number] }) {
  const { t } = useLocale();
  const length = attempt.ended_at && Date.parse(attempt.ended_at) - Date.parse(attempt.offered_at);
  return (
    <tr>
      <td className="number tight" data-label={t("job.number")}>
        {attempt.number}
      </td>
      <th scope="row">
        <Link href={addressOfDevice(attempt.device)}>{attempt.device}</Link>
      </th>
      <td className="tight">
        <Mark sign={attemptSign(attempt)} />
      </td>
      <td className="number tight" data-label={t("job.length")}>
        {typeof length === "number" && span(Math.max(0, length))}
      </td>
      <td lang="en">{attempt.reason}</td>
    </tr>
  );
}

interface Event {
  at: string;
  words: string;
}

function History({ job }: { job: JobDetail }) {
  const { t } = useLocale();
  const events: Event[] = [{ at: job.submitted_at, words: t("job.submitted") }];
  for (const { device, number, offered_at, accepted_at, ended_at } of job.history) {
    events.push({ at: offered_at, words: t("job.given", { device }) });
    if (accepted_at) events.push({ at: accepted_at, words: t("job.taken", { device }) });
    if (ended_at) events.push({ at: ended_at, words: t("job.attemptEnded", { number }) });
  }
  if (job.ended_at) events.push({ at: job.ended_at, words: t(jobSign(job.state).word) });
  return (
    <section aria-labelledby="history-title">
      <h2 id="history-title">{t("job.history")}</h2>
      <ol className="events">
        {events.map(({ at, words }, index) => (
          <li key={index}>
            <span className="muted">
              <Moment at={at} />
            </span>{" "}
            {words}
          </li>
        ))}
      </ol>
    </section>
  );
}
