// What stands where jobs would be: how to get the first one.
import { Link } from "wouter";

import { Commands } from "../../fleet/commands";
import { useLocale } from "../../i18n/locale";

export function EmptyQueue() {
  const { t } = useLocale();
  const address = location.origin;
  return (
    <section className="fleet empty">
      <div className="lead">
        <h1 className="headline">{t("queue.empty.title")}</h1>
        <Link href="/start" className="main">
          {t("app.start")}
        </Link>
      </div>
      <p>{t("queue.empty.explain")}</p>
      <Commands
        commands={[
          { line: `perfsight run scroll --controller ${address}` },
          {
            line: `perfsight agent --controller http://${location.hostname}:8001 --token TOKEN`,
            does: t("queue.empty.agent"),
          },
        ]}
      />
    </section>
  );
}
