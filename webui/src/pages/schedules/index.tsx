// Suites and the schedules that start them: what ran last, what comes next, what was missed and why.
import { Link, useSearch } from "wouter";

import { mayEdit } from "../../api/rights";
import { useMe } from "../../api/session";
import { useLocale } from "../../i18n/locale";
import { Failure, isRefusal } from "../../shell/failure";
import { useLate } from "../../shell/late";
import { PageLinks, pageOf } from "../../shell/page_links";
import { useTitle } from "../../shell/title";
import { EmptySuites } from "./empty";
import { Headline } from "./headline";
import { useSchedules, useSuites } from "./queries";
import { SchedulePanel } from "./schedule_panel";
import { SchedulesTable } from "./schedules_table";
import { SuitesTable } from "./suites_table";
import { UpcomingStrip } from "./upcoming_strip";
import "./schedules.css";

export default function SchedulesPage() {
  const { t } = useLocale();
  const search = new URLSearchParams(useSearch());
  const suites = useSuites(pageOf(search.toString()));
  const schedules = useSchedules();
  const late = useLate(suites.isPending || schedules.isPending);
  const may = mayEdit(useMe().data);
  useTitle(t("schedules.title"));
  const error = suites.error ?? schedules.error;
  if (error && isRefusal(error)) return <Failure error={error} retry={() => void suites.refetch()} />;
  const open = search.get("schedule");
  return (
    <div className="schedules">
      {error && (
        <Failure
          error={error}
          retry={() => {
            void suites.refetch();
            void schedules.refetch();
          }}
        />
      )}
      {late && <div className="bone tall" aria-hidden="true" />}
      {suites.data && schedules.data && suites.data.pagination.total === 0 && (
        <EmptySuites may={may} orphans={schedules.data.items} />
      )}
      {suites.data && schedules.data && suites.data.pagination.total + schedules.data.items.length > 0 && (
        <div className={error || suites.isPlaceholderData ? "old" : undefined}>
          <Headline suites={suites.data} schedules={schedules.data.items} />
          {suites.data.pagination.total > 0 && (
            <section>
              <div className="toolbar">
                <h2>{t("suites.title")}</h2>
                {may && <Link href="/suites">{t("suites.new")}</Link>}
              </div>
              <SuitesTable suites={suites.data.items} may={may} starting={search.get("start")} />
              <PageLinks pagination={suites.data.pagination} />
            </section>
          )}
          <section>
            <div className="toolbar">
              <h2>{t("schedules.title")}</h2>
              {may && open !== "new" && suites.data.items.length > 0 && (
                <Link href="/schedules?schedule=new">{t("schedules.new")}</Link>
              )}
            </div>
            {may && open !== null && (
              <SchedulePanel
                key={open}
                kept={schedules.data.items.find((schedule) => schedule.id === open)}
                suites={suites.data.items.map((suite) => suite.name)}
              />
            )}
            {schedules.data.items.length === 0 ? (
              <p className="muted">{t("schedules.none")}</p>
            ) : (
              <>
                <SchedulesTable schedules={schedules.data.items} may={may} ticksOf={search.get("ticks")} />
                <UpcomingStrip schedules={schedules.data.items} />
              </>
            )}
          </section>
        </div>
      )}
    </div>
  );
}
