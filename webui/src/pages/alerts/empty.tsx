// What stands where alerts would be: what makes one, and who can be told.
import { useLocale } from "../../i18n/locale";
import { addressOf, type Filters } from "./filters";
import { Link } from "wouter";

const WEBHOOK = "perfsight controller --webhook-url https://chat.example/hook --webhook-secret-file secret";

export function EmptyAlerts() {
  const { t } = useLocale();
  return (
    <section className="empty">
      <h1>{t("alerts.empty.title")}</h1>
      <p>{t("alerts.empty.explain")}</p>
      <ul className="needs">
        <li>{t("alerts.empty.baseline")}</li>
        <li>{t("alerts.empty.threshold")}</li>
      </ul>
      <p>{t("alerts.empty.webhook")}</p>
      <pre>
        <code>{WEBHOOK}</code>
      </pre>
    </section>
  );
}

export function NoMatch({ filters }: { filters: Filters }) {
  const { t } = useLocale();
  return (
    <div className="nothing">
      <p>{t("alerts.none")}</p>
      <Link href={addressOf({ ...filters, texts: {}, page: 1 })}>{t("runs.clear")}</Link>
    </div>
  );
}
