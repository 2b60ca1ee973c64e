// The page in one sentence: what the suites found last, and what comes next.
import type { Paged } from "../../api/settings";
import { roughly } from "../../format/time";
import { useLocale } from "../../i18n/locale";
import { cellSign } from "../../verdict/suite_cells";
import type { Schedule, Suite } from "./queries";

export function Headline({ suites, schedules }: { suites: Paged<Suite>; schedules: readonly Schedule[] }) {
  const { t } = useLocale();
  const next = schedules.flatMap(({ next_at, name }) => (next_at ? [{ at: Date.parse(next_at), name }] : []));
  const first = next.sort((a, b) => a.at - b.at)[0];
  const bad = suites.items.filter((suite) =>
    suite.last_run?.cells.some((cell) => cellSign(cell).tone === "worse"),
  ).length;
  const total = suites.pagination.total;
  const trouble = schedules.filter(
    ({ enabled, last_tick }) => enabled && last_tick && failed(last_tick.fate),
  );
  return (
    <h1 className="headline">
      {total === 1 ? t("schedules.headline.one") : t("schedules.headline", { count: total })}
      {t("runs.join")}
      {bad > 0 ? (
        <span className="worse">▲ {t("schedules.headline.bad", { count: bad })}</span>
      ) : (
        t("schedules.headline.good")
      )}
      {trouble.length > 0 && (
        <>
          {t("runs.join")}
          <span className="unsure">
            ~{" "}
            {trouble.length === 1
              ? t("schedules.headline.trouble.one")
              : t("schedules.headline.trouble", { count: trouble.length })}
          </span>
        </>
      )}
      {first && (
        <>
          {t("runs.join")}
          {t("schedules.headline.next", {
            name: first.name,
            span: roughly(Math.max(0, first.at - Date.now())),
          })}
        </>
      )}
    </h1>
  );
}

function failed(fate: string): boolean {
  return fate === "missed" || fate === "skipped" || fate === "failed";
}
