// The log: level, time since the start, who, what. Levels can be left out.
import { useState } from "react";

import type { RunDetail } from "../../api/types";
import { seconds, utc } from "../../format/time";
import { useLocale } from "../../i18n/locale";

const LEVELS = ["debug", "info", "warn", "error"] as const;
type Level = (typeof LEVELS)[number];
const SHOWN = 200;

export function Log({ detail }: { detail: RunDetail }) {
  const { t } = useLocale();
  const [least, setLeast] = useState<Level>("info");
  const rank = (level: string) => Math.max(0, (LEVELS as readonly string[]).indexOf(level));
  const wanted = detail.logs.filter(({ level }) => rank(level) >= rank(least));
  const lines = wanted.slice(0, SHOWN);
  return (
    <section aria-labelledby="log-title">
      <h2 id="log-title">{t("run.log")}</h2>
      {detail.logs_total === 0 ? (
        <p className="muted">{t("run.log.empty")}</p>
      ) : (
        <>
          <div className="toolbar">
            <label>
              {t("run.log.least")}{" "}
              <select value={least} onChange={(event) => setLeast(event.target.value as Level)}>
                {LEVELS.map((level) => (
                  <option key={level} value={level}>
                    {level}
                  </option>
                ))}
              </select>
            </label>
            <span className="muted" role="status">
              {t("run.log.shown", { shown: lines.length, total: detail.logs_total })}
            </span>
          </div>
          <ol className="log" tabIndex={0} aria-labelledby="log-title">
            {lines.map(({ at_ms, level, source, text, timestamp }, index) => (
              <li key={index} className={`level-${level}`}>
                <time dateTime={timestamp} title={utc(timestamp)}>
                  {seconds(at_ms)}
                </time>
                <span className="level">{level}</span>
                <span className="source muted">{source}</span>
                <span className="text">{text}</span>
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  );
}
