// Whose figures are drawn where two sources measured the same: the operating system's, Chrome's, or both over each other.
import { useLocale } from "../../../i18n/locale";
import type { View } from "../../../charts/view";

const CHOICES = [
  { value: "both", label: "run.charts.both" },
  { value: "Chrome", label: "run.charts.chrome" },
  { value: "OS", label: "run.charts.os" },
] as const;

export type Choice = (typeof CHOICES)[number]["value"];

/** What is drawn: the address says it, or it is what is usual on this page. */
export function chosenSource(view: View, usual: Choice): Choice {
  return CHOICES.find(({ value }) => value === view.value("by"))?.value ?? usual;
}

export function SourceSwitch({ view, usual }: { view: View; usual: Choice }) {
  const { t } = useLocale();
  const chosen = chosenSource(view, usual);
  return (
    <span className="choice" role="group" aria-label={t("run.charts.source")}>
      <span className="muted">{t("run.charts.source")}</span>
      {CHOICES.map(({ value, label }) => (
        <button
          key={label}
          type="button"
          aria-pressed={value === chosen}
          onClick={() => view.set("by", value === usual ? undefined : value)}
        >
          {value !== "both" && (
            <svg width="20" height="6" aria-hidden="true">
              <line
                x1="0"
                x2="20"
                y1="3"
                y2="3"
                className={value === "Chrome" ? "sample dashed" : "sample"}
              />
            </svg>
          )}
          {t(label)}
        </button>
      ))}
    </span>
  );
}
