// Whose figures are drawn where two sources measured the same: the operating system's, Chrome's, or both.
import { useLocale } from "../../../i18n/locale";
import type { View } from "../../../charts/view";

const CHOICES = [
  { value: undefined, label: "run.charts.both" },
  { value: "OS", label: "run.charts.os" },
  { value: "Chrome", label: "run.charts.chrome" },
] as const;

export function SourceSwitch({ view }: { view: View }) {
  const { t } = useLocale();
  const chosen = view.value("by");
  return (
    <span className="choice" role="group" aria-label={t("run.charts.source")}>
      <span className="muted">{t("run.charts.source")}</span>
      {CHOICES.map(({ value, label }) => (
        <button
          key={label}
          type="button"
          aria-pressed={value === chosen}
          onClick={() => view.set("by", value)}
        >
          {value && (
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
