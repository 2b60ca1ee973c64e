// The first sentence: what is new, what recovered, how much of what was due ran.
import type { ReactNode } from "react";

import { useLocale } from "../../i18n/locale";
import { coverage, type Alerts } from "./night";
import type { SuiteRun } from "./queries";

interface Props {
  alerts: Alerts | undefined;
  suites: readonly SuiteRun[] | undefined;
  runs: number | undefined;
}

export function Headline({ alerts, suites, runs }: Props) {
  const { t } = useLocale();
  if (!alerts || !suites) return <h1 className="headline">{t("app.home")}</h1>;
  const { ran, due } = coverage(suites);
  const count = (key: "worse" | "recovering", number: number) =>
    number === 1 ? t(`home.${key}.one`) : t(`home.${key}`, { count: number });
  const parts: ReactNode[] = [
    alerts.fresh.length > 0 ? (
      <span className="worse">▲ {count("worse", alerts.fresh.length)}</span>
    ) : (
      t("home.worse.none")
    ),
  ];
  if (alerts.recovering.length > 0) {
    parts.push(<span className="better">▼ {count("recovering", alerts.recovering.length)}</span>);
  }
  if (due > 0) parts.push(t("home.ran", { ran, due }));
  else if (runs !== undefined) parts.push(runs === 1 ? t("home.runs.one") : t("home.runs", { count: runs }));
  return (
    <h1 className="headline">
      {parts.map((part, index) => (
        <span key={index}>
          {index > 0 && t("runs.join")}
          {part}
        </span>
      ))}
    </h1>
  );
}
