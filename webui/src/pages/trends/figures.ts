// The values of a trend as columns and rows: its table, its CSV, and what tests read.
import type { Figures } from "../../charts/figures";
import type { Translate } from "../../i18n/locale";
import type { Trends } from "./queries";

export function figuresOf({ runs, metrics }: Trends, t: Translate): Figures {
  const trend = metrics[0];
  const unit = trend?.unit;
  const levels = new Map<number, number>();
  for (const { from, to, median } of trend?.levels ?? [])
    for (let place = from; place <= to; place += 1) levels.set(place, median);
  return {
    columns: [
      { name: t("column.run") },
      { name: t("column.when") },
      { name: t("column.release") },
      { name: t("column.build") },
      { name: t("trends.value"), unit },
      { name: t("trends.low"), unit },
      { name: t("trends.high"), unit },
      { name: t("trends.count") },
      { name: t("trends.level"), unit },
      { name: t("filter.outcome") },
    ],
    rows: runs.map((run, place) => [
      run.id,
      run.created_at,
      run.release ?? null,
      run.build_id ?? null,
      trend?.values[place] ?? null,
      trend?.low[place] ?? null,
      trend?.high[place] ?? null,
      trend?.counts[place] ?? null,
      levels.get(place) ?? null,
      run.outcome,
    ]),
  };
}
