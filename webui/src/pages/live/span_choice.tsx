// How much of the run the charts show while they grow: its last minutes, or everything.
import type { View } from "../../charts/view";
import { useLocale } from "../../i18n/locale";

const CHOICES = ["60", "300", undefined] as const;

export function SpanChoice({ view }: { view: View }) {
  const { t } = useLocale();
  const chosen = view.zoom ? "part" : view.value("last");
  return (
    <span className="choice" role="group" aria-label={t("live.span")}>
      <span className="muted">{t("live.span")}</span>
      {CHOICES.map((seconds) => (
        <button
          key={seconds ?? "all"}
          type="button"
          aria-pressed={chosen === seconds}
          onClick={() => {
            view.setZoom(undefined);
            view.set("last", seconds);
          }}
        >
          {seconds === undefined
            ? t("live.span.all")
            : t("live.span.minutes", { count: Number(seconds) / 60 })}
        </button>
      ))}
    </span>
  );
}
