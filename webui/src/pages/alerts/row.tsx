// One alert in the table. The metric is the link; it covers the whole row.
import { Link } from "wouter";

import { useLocale } from "../../i18n/locale";
import { ROW_LINK } from "../../shell/list_keys";
import { Mark } from "../../verdict/mark";
import { Age } from "./age";
import type { Alert } from "./queries";
import { Shift } from "../../verdict/shift";
import { stateSign } from "../../verdict/alert_signs";
import { ALERT_ROW } from "./triage_keys";

export function AlertRow({ alert }: { alert: Alert }) {
  const { t } = useLocale();
  const place = [alert.device_class, alert.platform].filter(Boolean).join(" · ");
  const ended = alert.state === "resolved" ? alert.last_step.at : undefined;
  return (
    <tr role="row" {...{ [ALERT_ROW]: alert.id }}>
      <td role="cell" className="verdict">
        <Mark sign={stateSign(alert.state)} />
      </td>
      <td role="cell" className="title">
        <Link href={`/alerts/${encodeURIComponent(alert.id)}`} {...{ [ROW_LINK]: "" }}>
          {alert.metric}
        </Link>
        <span className="chips muted">{alert.scenario}</span>
      </td>
      <td role="cell" className="place">
        {place}
      </td>
      <td role="cell" className="shift">
        <Shift sighting={alert.worst} unit={alert.unit} />
      </td>
      <td role="cell" className="number age" data-label={t("alerts.column.age")}>
        <Age since={alert.opened_at} until={ended} />
      </td>
      <td role="cell" className={alert.owner ? "owner" : "owner muted"} data-label={t("alerts.column.owner")}>
        {alert.owner ?? t("alerts.nobody")}
      </td>
      <td role="cell" className="number" data-label={t("alerts.column.bad")}>
        {alert.bad_runs}
      </td>
      <td role="cell" className="number" data-label={t("alerts.column.good")}>
        {alert.good_since}
      </td>
    </tr>
  );
}
