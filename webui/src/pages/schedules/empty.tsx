// What stands where suites would be: what one is, and the two steps to a night that runs by itself.
import { Link } from "wouter";

import { useLocale } from "../../i18n/locale";
import { FIRST_SUITE } from "./first_suite";
import type { Schedule } from "./queries";

export function EmptySuites({ may, orphans }: { may: boolean; orphans: readonly Schedule[] }) {
  const { t } = useLocale();
  return (
    <section className="empty">
      {orphans.length > 0 ? <h2>{t("suites.empty.title")}</h2> : <h1>{t("suites.empty.title")}</h1>}
      <p>{t("suites.empty.explain")}</p>
      <ol>
        <li>
          <pre>
            <code>{FIRST_SUITE}</code>
          </pre>
          <p className="muted">
            {may ? <Link href="/suites">{t("suites.empty.write")}</Link> : t("suites.empty.ask")}
          </p>
        </li>
        <li>
          <pre>
            <code>perfsight suite keep nightly.yaml</code>
          </pre>
          <p className="muted">{t("suites.empty.keep")}</p>
        </li>
        <li>
          <pre>
            <code>30 2 * * 1-5 · Europe/Berlin</code>
          </pre>
          <p className="muted">{t("suites.empty.schedule")}</p>
        </li>
      </ol>
    </section>
  );
}
