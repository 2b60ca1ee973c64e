// How far a run is off, in words and as a drawing; where nothing is to compare with, against the threshold.
import { change, quantity } from "../format/quantity";
import { useLocale } from "../i18n/locale";
import { IntervalBar } from "./interval_bar";
import type { Schemas } from "../api/client";

export function Shift({ sighting, unit }: { sighting: Schemas["SightingView"]; unit: string }) {
  const { t } = useLocale();
  const { comparison, breached, threshold, median } = sighting;
  const beyond = breached && threshold != null && (
    <span className="beyond">
      {t("alerts.threshold", { median: quantity(median, unit), threshold: quantity(threshold, unit) })}
    </span>
  );
  if (!comparison) return beyond || quantity(median, unit);
  const tone = sighting.regressed ? "worse" : "neutral";
  return (
    <>
      <span className={`size ${tone}`}>{change(comparison.shift, comparison.baseline_median, unit)}</span>
      <IntervalBar evidence={comparison} unit={unit} tone={tone} />
      {beyond}
    </>
  );
}
