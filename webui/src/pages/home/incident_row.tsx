// One alert in a line: what got worse, by how much, on what, since which build, and who looks at it.
import { Link } from "wouter";

import { change, quantity } from "../../format/quantity";
import { useLocale } from "../../i18n/locale";
import { Moment } from "../../shell/moment";
import { Mark } from "../../verdict/mark";
import type { Sign } from "../../verdict/words";
import type { Alert } from "./queries";

function signOf(alert: Alert): Sign {
  if (alert.state === "acknowledged") return { glyph: "◇", tone: "unsure", word: "home.acknowledged" };
  return { glyph: "▲", tone: "worse", word: "home.open" };
}

export function IncidentRow({ alert }: { alert: Alert }) {
  const { t } = useLocale();
  const { first_bad: first, worst } = alert;
  const since = [first.release, first.build_id].filter(Boolean).join(" · ");
  return (
    <tr role="row">
      <td role="cell" className="state">
        <Mark sign={signOf(alert)} />
      </td>
      <th role="rowheader" scope="row" className="metric">
        <Link href={`/alerts/${encodeURIComponent(alert.id)}`}>{alert.metric}</Link>
        <span className="muted"> · {alert.scenario}</span>
      </th>
      <td role="cell" className="change">
        <Size alert={alert} sighting={worst} />
      </td>
      <td role="cell" className="where muted">
        {[alert.device_class, alert.platform].filter(Boolean).join(" · ")}
      </td>
      <td role="cell" className="since">
        <Link href={`/runs/${encodeURIComponent(first.run_id)}`}>{since || t("home.firstBad")}</Link>{" "}
        <span className="muted">
          <Moment at={first.at} />
          {alert.bad_runs > 1 && t("home.badRuns", { count: alert.bad_runs })}
          {alert.good_since > 0 && t("home.goodSince", { count: alert.good_since })}
        </span>
      </td>
      <td role="cell" className="owner">
        {alert.owner ?? <span className="muted">{t("home.nobody")}</span>}
      </td>
    </tr>
  );
}

function Size({ alert, sighting }: { alert: Alert; sighting: Alert["worst"] }) {
  const { t } = useLocale();
  const { comparison } = sighting;
  if (!comparison) {
    const { median, threshold } = sighting;
    return (
      <span className="worse">
        {quantity(median, alert.unit)}
        {threshold != null && ` ${t("home.beyond", { threshold: quantity(threshold, alert.unit) })}`}
      </span>
    );
  }
  const { shift, shift_low: low, shift_high: high, baseline_median: level } = comparison;
  return (
    <>
      <span className="worse">{change(shift, level, alert.unit)}</span>{" "}
      <span className="muted">
        {t("home.interval", { low: change(low, level, alert.unit), high: change(high, level, alert.unit) })}
      </span>
    </>
  );
}
