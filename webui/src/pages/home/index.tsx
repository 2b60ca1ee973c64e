// The home page: last night in one screen. What got worse, what ran, who and what needs a hand. Every line leads on.
import { useState } from "react";

import { projectOf } from "../../api/project";
import { roughly } from "../../format/time";
import { useLocale } from "../../i18n/locale";
import { Failure, isRefusal } from "../../shell/failure";
import { useTitle } from "../../shell/title";
import { Devices } from "./devices";
import { Headline } from "./headline";
import { Incidents } from "./incidents";
import { noteLook } from "./looked";
import { beginning, sorted } from "./night";
import { Owners } from "./owners";
import { useRunsSince, useSuiteRuns, useUnresolved } from "./queries";
import { Suites } from "./suites";
import { Overdue } from "./overdue";
import { Waiting } from "./waiting";
import { Welcome } from "./welcome";
import "./home.css";

export default function HomePage() {
  const { t } = useLocale();
  // The time of this visit: what is new must not grow old while it is being read.
  const [{ now, before }] = useState(() => {
    const now = Date.now();
    return { now, before: noteLook(projectOf(location.pathname), now) };
  });
  const since = new Date(beginning(now, before)).toISOString();
  const alerts = useUnresolved();
  const suites = useSuiteRuns(since);
  const runs = useRunsSince(since);
  useTitle(t("app.home"));

  if (isRefusal(alerts.error)) return <Failure error={alerts.error!} retry={() => void alerts.refetch()} />;
  const told = sorted(alerts.data?.items ?? [], before);
  const fresh = alerts.data?.items.length === 0 && runs.data?.pagination.total === 0;
  return (
    <div className="home">
      <Headline alerts={alerts.data && told} suites={suites.data?.items} runs={runs.data?.pagination.total} />
      <p className="looked muted">{t("home.looked", { ago: roughly(now - before) })}</p>
      {[alerts, suites, runs].map(
        ({ error, refetch }, index) =>
          error && <Failure key={index} error={error} retry={() => void refetch()} />,
      )}
      {fresh && suites.data?.items.length === 0 && <Welcome />}
      <Incidents alerts={told} total={alerts.data?.pagination.total ?? 0} />
      <Suites runs={suites.data?.items ?? []} others={runs.data} />
      <div className="hands">
        <Owners alerts={alerts.data?.items ?? []} />
        <Devices />
        <Overdue />
        <Waiting />
      </div>
    </div>
  );
}
