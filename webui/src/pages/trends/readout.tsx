// The run under the crosshair in words.
import { quantity } from "../../format/quantity";
import { moment } from "../../format/time";
import { useLocale } from "../../i18n/locale";
import { runSign } from "../../verdict/words";
import type { Trends } from "./queries";

export function Readout({ trends, place }: { trends: Trends; place: number | undefined }) {
  const words = useWords(trends, place);
  return (
    <span className="reading" role="status" data-place={place}>
      {words}
    </span>
  );
}

function useWords({ runs, metrics }: Trends, place: number | undefined): string {
  const { t } = useLocale();
  const run = place === undefined ? undefined : runs[place];
  const trend = metrics[0];
  if (place === undefined || !run || !trend) return "";
  const [value, low, high] = [trend.values[place], trend.low[place], trend.high[place]];
  const { unit } = trend;
  const figures = () => {
    if (value === null || value === undefined) return t("trends.noValue");
    if (low === null || low === undefined || high === null || high === undefined)
      return quantity(value, unit);
    return `${quantity(value, unit)} (${quantity(low, unit)} – ${quantity(high, unit)})`;
  };
  const parts = [
    figures(),
    run.release,
    run.build_id,
    moment(run.created_at),
    t(runSign(run).word),
    value !== null && t("trends.iterations", { count: trend.counts[place] ?? 0 }),
    trend.spikes.includes(place) && t("trends.spike"),
    run.conditions_changed && t("trends.conditions"),
  ];
  return parts.filter(Boolean).join("  ·  ");
}
