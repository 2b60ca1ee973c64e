// The log of a job, newest lines at the end. Steps can be left out.
import { useState } from "react";

import { utc } from "../../format/time";
import { useLocale } from "../../i18n/locale";
import { Failure } from "../../shell/failure";
import { KEPT_LINES, useJobLog, type LogLine } from "./queries";

const SHOWN = 500;

export function JobLog({ id, over }: { id: string; over: boolean }) {
  const { t } = useLocale();
  const [steps, setSteps] = useState(true);
  const log = useJobLog(id, over);
  const lines = (log.data?.lines ?? []).filter(({ kind }) => steps || kind !== "step");
  const shown = lines.slice(-SHOWN);
  return (
    <section aria-labelledby="log-title">
      <div className="lead">
        <h2 id="log-title">{t("job.log")}</h2>
        <label className="actions">
          <input type="checkbox" checked={steps} onChange={(event) => setSteps(event.target.checked)} />
          {t("job.log.steps")}
        </label>
      </div>
      {log.error && <Failure error={log.error} retry={() => void log.refetch()} />}
      {log.data && lines.length === 0 && <p className="muted">{t("job.log.none")}</p>}
      {(lines.length > SHOWN || (log.data?.lines.length ?? 0) >= KEPT_LINES) && (
        <p className="small muted">{t("job.log.cut", { count: shown.length })}</p>
      )}
      {shown.length > 0 && (
        <ol className="joblog" tabIndex={0} aria-labelledby="log-title">
          {shown.map((line, index) => (
            <Line key={index} line={line} />
          ))}
        </ol>
      )}
    </section>
  );
}

function Line({ line: { at, level, source, message, kind } }: { line: LogLine }) {
  return (
    <li className={`level-${level}`} lang="en">
      <time dateTime={at} title={utc(at)}>
        {new Date(at).toTimeString().slice(0, 8)}
      </time>
      <span className="level">{kind === "late" ? "late" : level}</span>
      <span className="muted">{source}</span>
      <span className="text">{message}</span>
    </li>
  );
}
