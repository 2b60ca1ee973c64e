// The first page of a fresh install: how to get the first night into it.
import { useLocale } from "../../i18n/locale";

const STEPS = [
  ["perfsight run scenarios/library/scroll.yaml", "home.welcome.run"],
  ["perfsight agent --controller http://127.0.0.1:8001", "home.welcome.agent"],
  ["perfsight suite keep scenarios/library/suites/nightly.yaml", "home.welcome.suite"],
] as const;

export function Welcome() {
  const { t } = useLocale();
  return (
    <section className="empty">
      <h2>{t("home.welcome")}</h2>
      <ol>
        {STEPS.map(([command, explain]) => (
          <li key={command}>
            <pre>
              <code>{command}</code>
            </pre>
            <p className="muted">{t(explain)}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}
