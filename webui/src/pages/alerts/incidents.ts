// What went bad at the same build is one incident.
import type { Alert } from "./queries";

/** Alerts whose first bad run was of the same release and build. */
export interface Incident {
  key: string;
  release: string | undefined;
  build: string | undefined;
  alerts: readonly Alert[];
}

/** The incidents of a list of alerts, in the order of their first alert in it. */
export function incidentsOf(alerts: readonly Alert[]): Incident[] {
  const incidents = new Map<string, Incident & { alerts: Alert[] }>();
  for (const alert of alerts) {
    const release = alert.first_bad.release ?? undefined;
    const build = alert.first_bad.build_id ?? undefined;
    const key = JSON.stringify([release, build]);
    const incident = incidents.get(key);
    if (incident) incident.alerts.push(alert);
    else incidents.set(key, { key, release, build, alerts: [alert] });
  }
  return [...incidents.values()];
}
