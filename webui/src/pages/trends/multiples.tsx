// The other metrics, small: each with its values, its level and its last change. A press makes it the large one.
import { memo } from "react";
import { Link, useSearch } from "wouter";

import { quantity } from "../../format/quantity";
import { useLocale } from "../../i18n/locale";
import { addressOf, queryOf, readShown, type Asked } from "./address";
import { glyphOf, toneOf } from "./changes";
import { dots, extentOf, partOf, signed, xOf, yOf, type Part } from "./geometry";
import { useTrends, type Metric, type Trend } from "./queries";

const WIDTH = 220;
const HEIGHT = 56;
/** Most metrics that are drawn small; the rest is in the list above. */
const MOST = 24;

interface Props {
  asked: Asked;
  metrics: readonly Metric[];
  chosen: string;
  zoom: readonly [number, number] | undefined;
}

export function Multiples({ asked, metrics, chosen, zoom }: Props) {
  const { t } = useLocale();
  const search = useSearch();
  const names = metrics.slice(0, MOST).map(({ metric }) => metric);
  const trends = useTrends(names.length > 1 ? queryOf(asked, names, Date.now()) : undefined);
  if (names.length < 2) return null;
  const part = trends.data && partOf(trends.data.runs, zoom);
  return (
    <section aria-busy={trends.isFetching}>
      <h2>{t("trends.others")}</h2>
      <ul className="multiples">
        {names.map((name) => {
          const trend = trends.data?.metrics.find(({ metric }) => metric === name);
          return (
            <li key={name}>
              <Link
                href={addressOf({ ...readShown(search), scenario: asked.scenario, metric: name })}
                aria-current={name === chosen ? "true" : undefined}
                data-metric={name}
              >
                <span className="multiple-name">{name}</span>
                {trend && part ? <Small trend={trend} part={part} /> : <span className="multiple-room" />}
              </Link>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

const Small = memo(function Small({ trend, part }: { trend: Trend; part: Part }) {
  const { t } = useLocale();
  const [low, high] = extentOf(trend, part);
  const plane = { part, low, high, width: WIDTH, height: HEIGHT };
  const [first, last] = part;
  const places = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const change = trend.changes.findLast(({ matters }) => matters);
  const level = trend.levels.at(-1);
  const words = change ? `${glyphOf(change)} ${signed(change.percent, change.after - change.before)}` : "·";
  return (
    <>
      <svg className="small-chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
        <path
          className={places.length > 150 ? "value many" : "value small"}
          d={dots(plane, trend.values, places)}
        />
        {trend.levels
          .filter(({ from, to }) => to >= first && from <= last)
          .map(({ from, to, median }) => (
            <line
              key={from}
              className="level"
              x1={Math.max(0, xOf(plane, from))}
              x2={Math.min(WIDTH, xOf(plane, to))}
              y1={yOf(plane, median)}
              y2={yOf(plane, median)}
            />
          ))}
      </svg>
      <span className="multiple-foot small">
        <span>{level ? quantity(level.median, trend.unit) : t("trends.noValue")}</span>
        <span className={change ? toneOf(change) : "muted"}>{words}</span>
      </span>
    </>
  );
});
