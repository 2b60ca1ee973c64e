// The alerts, one group of rows an incident; what is being done about one stands beneath it.
import { Fragment } from "react";

import type { Key } from "../../i18n/catalog";
import { useLocale } from "../../i18n/locale";
import { ActForm, type DeedKind } from "./act_form";
import { incidentsOf, type Incident } from "./incidents";
import type { Alert } from "./queries";
import { AlertRow } from "./row";

const COLUMNS: readonly { name: string; label: Key }[] = [
  { name: "verdict", label: "alerts.column.state" },
  { name: "title", label: "alerts.column.what" },
  { name: "place", label: "alerts.column.device" },
  { name: "shift", label: "alerts.column.shift" },
  { name: "number", label: "alerts.column.age" },
  { name: "owner", label: "alerts.column.owner" },
  { name: "number", label: "alerts.column.bad" },
  { name: "number", label: "alerts.column.good" },
];

/** The form that is open. */
export interface Doing {
  id: string;
  kind: DeedKind;
}

interface Props {
  alerts: readonly Alert[];
  doing: Doing | undefined;
  onClose: () => void;
}

export function AlertsTable({ alerts, doing, onClose }: Props) {
  const { t } = useLocale();
  return (
    <table className="list alerts-list" role="table">
      <caption className="hidden">{t("alerts.title")}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {COLUMNS.map(({ name, label }) => (
            <th key={label} role="columnheader" scope="col" className={name}>
              {t(label)}
            </th>
          ))}
        </tr>
      </thead>
      {incidentsOf(alerts).map((incident) => (
        <tbody key={incident.key} role="rowgroup">
          <tr role="row" className="incident">
            <th role="rowheader" scope="rowgroup" colSpan={COLUMNS.length}>
              <IncidentName incident={incident} />
            </th>
          </tr>
          {incident.alerts.map((alert) => (
            <Fragment key={alert.id}>
              <AlertRow alert={alert} />
              {doing?.id === alert.id && (
                <tr role="row" className="doing">
                  <td role="cell" colSpan={COLUMNS.length}>
                    <ActForm key={doing.kind} alert={alert} kind={doing.kind} onClose={onClose} />
                  </td>
                </tr>
              )}
            </Fragment>
          ))}
        </tbody>
      ))}
    </table>
  );
}

function IncidentName({ incident }: { incident: Incident }) {
  const { t } = useLocale();
  const { release, build, alerts } = incident;
  const place = [release, build && t("alerts.incident.build", { build })].filter(Boolean).join(" · ");
  return (
    <>
      {place ? t("alerts.incident", { place }) : t("alerts.incident.unknown")}{" "}
      <span className="count">
        {alerts.length === 1 ? t("alerts.incident.one") : t("alerts.incident.many", { count: alerts.length })}
      </span>
    </>
  );
}
