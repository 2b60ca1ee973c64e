// Alerts that nobody has resolved: the new ones first, then what seems to recover, then the others.
import { Link } from "wouter";

import { useLocale } from "../../i18n/locale";
import type { Alerts } from "./night";
import { IncidentRow } from "./incident_row";

/** Rows of older alerts here; the alerts page has them all. */
const OLDER = 5;

interface Props {
  alerts: Alerts;
  total: number;
}

export function Incidents({ alerts, total }: Props) {
  const { t } = useLocale();
  const groups = [
    { name: t("home.incidents.fresh"), rows: alerts.fresh },
    { name: t("home.incidents.recovering"), rows: alerts.recovering },
    { name: t("home.incidents.older"), rows: alerts.older.slice(0, OLDER) },
  ].filter(({ rows }) => rows.length > 0);
  const shown = groups.reduce((sum, { rows }) => sum + rows.length, 0);
  if (shown === 0) return null;
  return (
    <section aria-labelledby="incidents">
      <h2 id="incidents">{t("home.incidents")}</h2>
      <table role="table" className="incidents cards">
        <thead role="rowgroup">
          <tr role="row">
            {(["state", "metric", "change", "where", "since", "owner"] as const).map((column) => (
              <th key={column} role="columnheader" scope="col" className={column}>
                {t(`home.incidents.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        {groups.map(({ name, rows }) => (
          <tbody key={name} role="rowgroup">
            <tr role="row" className="group">
              <th role="rowheader" scope="rowgroup" colSpan={6}>
                {name}
              </th>
            </tr>
            {rows.map((alert) => (
              <IncidentRow key={alert.id} alert={alert} />
            ))}
          </tbody>
        ))}
      </table>
      {total > shown && (
        <p>
          <Link href="/alerts">{t("home.incidents.all", { count: total })}</Link>
        </p>
      )}
    </section>
  );
}
