// What stands where trends would be: how runs come in.
import { useLocale } from "../../i18n/locale";

export function EmptyTrends() {
  const { t } = useLocale();
  return (
    <section className="empty">
      <h1>{t("trends.empty.title")}</h1>
      <p>{t("trends.empty.explain")}</p>
      <pre>
        <code>perfsight run scenarios/library/inference.yaml --release 6.8.0</code>
      </pre>
      <p className="muted">{t("trends.empty.changes")}</p>
    </section>
  );
}
