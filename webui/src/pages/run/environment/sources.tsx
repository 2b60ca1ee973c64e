// Who measured, what could not be measured and why, what was done otherwise than asked, and what measuring cost.
import type { RunDetail } from "../../../api/types";
import { quantity } from "../../../format/quantity";
import { span } from "../../../format/time";
import { useLocale } from "../../../i18n/locale";
import { overheadCpu } from "./overhead";

export function Sources({ collection }: { collection: RunDetail["meta"]["collection"] }) {
  const { t } = useLocale();
  const { sources, fallbacks, overhead } = collection;
  return (
    <section aria-labelledby="sources-title">
      <h2 id="sources-title">{t("run.sources")}</h2>
      <ul className="sources">
        {sources.map(({ name, interval_ms: interval, overruns, missing }) => (
          <li key={name}>
            <b>{name}</b>{" "}
            <span className="muted">
              {interval ? t("run.sources.every", { interval: span(interval) }) : t("run.sources.events")}
              {overruns ? ` · ${t("run.sources.overruns", { count: overruns })}` : ""}
            </span>
            {missing.length > 0 && (
              <ul>
                {missing.map(({ field, reason }) => (
                  <li key={field}>{t("run.sources.missing", { field, reason })}</li>
                ))}
              </ul>
            )}
          </li>
        ))}
        {fallbacks.map(({ wanted, used, reason }) => (
          <li key={wanted} className="unsure">
            ~ {t("run.sources.fallback", { wanted, used, reason })}
          </li>
        ))}
        {overhead && (
          <li>
            <b>{t("run.fact.overhead")}</b>{" "}
            <span className="muted">
              {t("run.sources.overhead", {
                cpu: overheadCpu(overhead, t),
                memory: quantity(overhead.memory_rss_bytes, "bytes"),
                polls: overhead.polls,
                median: span(overhead.poll_ms_p50),
                p95: span(overhead.poll_ms_p95),
                longest: span(overhead.poll_ms_max),
              })}
            </span>
          </li>
        )}
      </ul>
    </section>
  );
}
