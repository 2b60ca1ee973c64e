// The log: level, time since the start, who, what. Levels can be left out; a line that a chart leads to is marked.
import { useEffect, useRef, useState } from "react";

import type { RunDetail } from "../../api/types";
import { figure } from "../../format/quantity";
import { seconds, utc } from "../../format/time";
import { useLocale } from "../../i18n/locale";

const LEVELS = ["debug", "info", "warn", "error"] as const;
/** Who has scrolled back farther than this reads and is not moved. */
const NEAR_PX = 24;
type Level = (typeof LEVELS)[number];

interface Props {
  logs: RunDetail["logs"];
  total: number;
  /** The line that the reader was led to, counted from the first of all. */
  marked: number | undefined;
  /** Reads further lines; absent where there are none. */
  onMore: (() => void) | undefined;
  /** Whether the end stays in view while lines come. */
  follow?: boolean;
}

export function Log({ logs, total, marked, onMore, follow }: Props) {
  const { t } = useLocale();
  const [least, setLeast] = useState<Level>("info");
  const list = useRef<HTMLOListElement>(null);
  const rank = (level: string) => Math.max(0, (LEVELS as readonly string[]).indexOf(level));
  const isMarkedHidden = marked !== undefined && rank(logs[marked]?.level ?? "info") < rank(least);
  const shownFrom = isMarkedHidden ? "debug" : least;
  const lines = logs.flatMap((line, place) =>
    rank(line.level) >= rank(shownFrom) ? [{ ...line, place }] : [],
  );
  useEffect(() => {
    if (marked === undefined) return;
    const line = list.current?.querySelector<HTMLElement>("[aria-current]");
    list.current?.scrollIntoView({ block: "center" });
    list.current?.focus({ preventScroll: true });
    if (line && list.current) list.current.scrollTop = line.offsetTop - list.current.clientHeight / 2;
  }, [marked]);
  const atEnd = useRef(true);
  useEffect(() => {
    if (follow && atEnd.current && list.current) list.current.scrollTop = list.current.scrollHeight;
  }, [follow, lines.length]);
  const onScroll = () => {
    const box = list.current;
    if (box) atEnd.current = box.scrollTop + box.clientHeight >= box.scrollHeight - NEAR_PX;
  };
  return (
    <section aria-labelledby="log-title">
      <h2 id="log-title">{t("run.log")}</h2>
      {total === 0 ? (
        <p className="muted">{t("run.log.empty")}</p>
      ) : (
        <>
          <div className="toolbar">
            <label>
              {t("run.log.least")}{" "}
              <select value={shownFrom} onChange={(event) => setLeast(event.target.value as Level)}>
                {LEVELS.map((level) => (
                  <option key={level} value={level}>
                    {level}
                  </option>
                ))}
              </select>
            </label>
            <span className="muted" role="status">
              {t("run.log.shown", { shown: figure(lines.length), total: figure(total) })}
            </span>
            {onMore && (
              <button type="button" className="plain" onClick={onMore}>
                {t("run.log.more")}
              </button>
            )}
          </div>
          <ol className="log" ref={list} onScroll={onScroll} tabIndex={0} aria-labelledby="log-title">
            {lines.map(({ at_ms, level, source, text, timestamp, place }) => (
              <li
                key={place}
                className={`level-${level}`}
                aria-current={place === marked ? "location" : undefined}
              >
                <time dateTime={timestamp} title={utc(timestamp)}>
                  {seconds(at_ms)}
                </time>
                <span className="level">{level}</span>
                <span className="source muted">
                  <bdi>{source}</bdi>
                </span>
                <span className="text">
                  <bdi>{text}</bdi>
                </span>
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  );
}
