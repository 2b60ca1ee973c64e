// One alert in a line: what got worse, by how much, on what, since which build, and who looks at it.
import { Link } from "wouter";

import { useLocale } from "../../i18n/locale";
import { Moment } from "../../shell/moment";
import { stateSign } from "../../verdict/alert_signs";
import { Mark } from "../../verdict/mark";
import { Shift } from "../../verdict/shift";
import type { Alert } from "./queries";

export function IncidentRow({ alert }: { alert: Alert }) {
  const { t } = useLocale();
  const { first_bad: first } = alert;
  const since = [first.release, first.build_id].filter(Boolean).join(" · ");
  return (
    <tr role="row">
      <td role="cell" className="verdict">
        <Mark sign={stateSign(alert.state)} />
      </td>
      <th role="rowheader" scope="row" className="title">
        <Link href={`/alerts/${encodeURIComponent(alert.id)}`}>{alert.metric}</Link>{" "}
        <span className="muted">{alert.scenario}</span>
      </th>
      <td role="cell" className="shift">
        <Shift sighting={alert.worst} unit={alert.unit} />
      </td>
      <td role="cell" className="place muted">
        {[alert.device_class, alert.platform].filter(Boolean).join(" · ")}
      </td>
      <td role="cell" className="since" data-label={t("home.incidents.since")}>
        <Link href={`/runs/${encodeURIComponent(first.run_id)}`} className="within">
          {since || t("home.firstBad")}
        </Link>{" "}
        <span className="muted">
          <Moment at={first.at} />
          {alert.bad_runs > 1 && t("home.badRuns", { count: alert.bad_runs })}
          {alert.good_since > 0 && t("home.goodSince", { count: alert.good_since })}
        </span>
      </td>
      <td
        role="cell"
        className={alert.owner ? "owner" : "owner muted"}
        data-label={t("home.incidents.owner")}
      >
        {alert.owner ?? t("alerts.nobody")}
      </td>
    </tr>
  );
}
