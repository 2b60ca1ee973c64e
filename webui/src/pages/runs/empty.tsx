// What stands where runs would be: how to get the first ones, or how to see more of them.
import { useLocale } from "../../i18n/locale";
import { cleared, type Filters } from "./filters";

const COMMANDS = [
  "perfsight run scenarios/library/scroll.yaml",
  "perfsight controller --open",
  "perfsight agent --controller http://127.0.0.1:8001",
] as const;

export function EmptyRuns() {
  const { t } = useLocale();
  const explain = ["runs.empty.run", "runs.empty.controller", "runs.empty.agent"] as const;
  return (
    <section className="empty">
      <h1>{t("runs.empty.title")}</h1>
      <p>{t("runs.empty.explain")}</p>
      <ol>
        {COMMANDS.map((command, index) => (
          <li key={command}>
            <pre>
              <code>{command}</code>
            </pre>
            <p className="muted">{t(explain[index]!)}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}

export function NoMatch({ filters, onChange }: { filters: Filters; onChange: (next: Filters) => void }) {
  const { t } = useLocale();
  return (
    <div className="nothing">
      <p>{t("runs.none")}</p>
      <button type="button" onClick={() => onChange(cleared(filters))}>
        {t("runs.clear")}
      </button>
    </div>
  );
}
