// Where, since when and how often, in one line of facts.
import type { ReactNode } from "react";
import { Link } from "wouter";

import type { Key } from "../../i18n/catalog";
import { useLocale } from "../../i18n/locale";
import { Moment } from "../../shell/moment";
import type { Alert } from "./queries";

export function AlertFacts({ alert }: { alert: Alert }) {
  const { t } = useLocale();
  const { release, build_id: build } = alert.first_bad;
  const since = [release, build && t("alerts.incident.build", { build })].filter(Boolean).join(" · ");
  const facts: [Key, ReactNode][] = [
    [
      "alerts.fact.scenario",
      <Link key="s" href={`/alerts?${new URLSearchParams({ scenario: alert.scenario, state: "all" })}`}>
        {alert.scenario}
      </Link>,
    ],
    ["alerts.column.device", alert.device_class],
    ["alerts.fact.platform", alert.platform],
    ["alerts.fact.opened", <Moment key="o" at={alert.opened_at} />],
    ["alerts.fact.since", since],
    ["alerts.column.owner", alert.owner ?? t("alerts.nobody")],
    ["alerts.fact.bad", String(alert.bad_runs)],
    [
      "alerts.fact.good",
      alert.good_since > 0 && alert.state !== "resolved"
        ? t("alerts.fact.good.value", { count: alert.good_since })
        : String(alert.good_since),
    ],
    [
      "alerts.fact.previous",
      alert.previous && (
        <Link key="p" href={`/alerts/${encodeURIComponent(alert.previous)}`}>
          {t("alerts.fact.previous.link")}
        </Link>
      ),
    ],
  ];
  return (
    <dl className="facts" aria-label={t("run.facts")}>
      {facts
        .filter(([, value]) => value)
        .map(([label, value]) => (
          <div key={label}>
            <dt>{t(label)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
