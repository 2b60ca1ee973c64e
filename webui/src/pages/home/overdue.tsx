// Scenarios that should have given a result and did not: what nobody compared must not look like no regression.
import { Link } from "wouter";

import { useLocale } from "../../i18n/locale";
import { Moment } from "../../shell/moment";
import { Timed } from "../../shell/timed";
import { Hand } from "./hand";
import { useOverdue } from "./queries";

export function Overdue() {
  const { t } = useLocale();
  const overdue = useOverdue();
  return (
    <Hand
      id="overdue"
      title={t("home.overdue")}
      href="/schedules"
      count={overdue.data?.pagination.total}
      nothing={t("home.overdue.none")}
      error={overdue.error}
      retry={() => void overdue.refetch()}
    >
      {overdue.data?.items.map((cell) => (
        <li key={`${cell.schedule_id} ${cell.entry} ${cell.device} ${JSON.stringify(cell.parameters)}`}>
          <Link href={`/suites/${encodeURIComponent(cell.suite)}`}>
            {cell.entry} · {cell.device}
          </Link>{" "}
          <span className="last">
            <span className="unsure">~</span> {t("home.overdue.since")} <Moment at={cell.since} />
          </span>{" "}
          <span className="why" lang="en">
            <Timed text={cell.reason} />
          </span>
        </li>
      ))}
    </Hand>
  );
}
