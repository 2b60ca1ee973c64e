// What stands still in the large chart: axes, bands of what is normal, levels, values, changes, marks. Drawn once for its data.
import { memo } from "react";

import { ticksOf } from "../../charts/ticks";
import { quantity } from "../../format/quantity";
import { moment } from "../../format/time";
import { useLocale } from "../../i18n/locale";
import { Changes } from "./changes";
import {
  datePlaces,
  dots,
  edgedY,
  gapsOf,
  readable,
  releasesOf,
  whiskers,
  widthOf,
  xOf,
  yOf,
  type Plane,
} from "./geometry";
import { Marks } from "./marks";
import type { Trend, TrendRun, Trends } from "./queries";

/** Room around the plotted area: figures to the left, changes and marks above, releases and dates below. */
export const LEFT_PX = 68;
export const TOP_PX = 44;
export const BOTTOM_PX = 48;
const RELEASE_PX = 18;
const DATE_PX = 34;
const DATE_ROOM_PX = 96;
/** Days over which the time of the day says nothing. */
const FEW_DAYS = 4;
/** More spikes than this go without their value. */
const MOST_NAMED = 12;
/** More dots than this are drawn smaller. */
const MANY = 600;

interface Props {
  trends: Trends;
  plane: Plane;
}

export const Scene = memo(function Scene({ trends, plane }: Props) {
  const trend = trends.metrics[0]!;
  return (
    <g transform={`translate(${LEFT_PX} ${TOP_PX})`}>
      <ValueAxis plane={plane} unit={trend.unit} />
      <RunAxis plane={plane} runs={trends.runs} />
      <Levels plane={plane} trend={trend} />
      <Values plane={plane} trend={trend} />
      <Changes plane={plane} trend={trend} runs={trends.runs} />
      <Marks plane={plane} trends={trends} />
    </g>
  );
});

function ValueAxis({ plane, unit }: { plane: Plane; unit: string }) {
  const { t } = useLocale();
  return (
    <g>
      {ticksOf(plane.low, plane.high, 6).map((value) => (
        <g key={value} transform={`translate(0 ${yOf(plane, value).toFixed(1)})`}>
          <line x2={plane.width} className="grid" />
          <text x={-8} dy="0.35em" textAnchor="end">
            {quantity(value, unit)}
          </text>
        </g>
      ))}
      {plane.low !== 0 && (
        <text className="faint" x={-8} y={plane.height + RELEASE_PX} textAnchor="end">
          {t("trends.broken")}
        </text>
      )}
    </g>
  );
}

/** Releases under the runs that are of them, then dates. */
function RunAxis({ plane, runs }: { plane: Plane; runs: readonly TrendRun[] }) {
  const step = plane.width / (plane.part[1] - plane.part[0] + 1);
  const stretches = releasesOf(runs, plane.part);
  const names = stretches.map(({ release, from }) => ({
    x: xOf(plane, from) - step / 2,
    width: widthOf(release ?? ""),
  }));
  const shown = readable(names);
  const days = daysOf(runs, plane);
  const places = datePlaces(plane.part, Math.floor(plane.width / DATE_ROOM_PX));
  return (
    <g transform={`translate(0 ${plane.height})`}>
      <line x2={plane.width} className="axis" />
      {stretches.map(({ release, from }, index) => (
        <g key={from} transform={`translate(${names[index]!.x.toFixed(1)} 0)`}>
          {index > 0 && <line y2={6} className="axis" />}
          {release !== undefined && shown[index] && (
            <text x={3} y={RELEASE_PX} className="release">
              {release}
            </text>
          )}
        </g>
      ))}
      {places.map((place) => (
        <text key={place} x={xOf(plane, place).toFixed(1)} y={DATE_PX} textAnchor="middle">
          {runs[place] && dateOf(runs[place].created_at, days)}
        </text>
      ))}
    </g>
  );
}

function Levels({ plane, trend }: { plane: Plane; trend: Trend }) {
  const [first, last] = plane.part;
  const step = plane.width / (last - first + 1);
  return (
    <g>
      {trend.levels
        .filter(({ from, to }) => to >= first && from <= last)
        .map(({ from, to, median, low, high }) => {
          const left = Math.max(0, xOf(plane, from) - step / 2);
          const right = Math.min(plane.width, xOf(plane, to) + step / 2);
          const [top, bottom] = [yOf(plane, high), yOf(plane, low)];
          return (
            <g key={from} data-level={median}>
              <rect
                className="normal"
                x={left}
                y={top}
                width={Math.max(1, right - left)}
                height={Math.max(1, bottom - top)}
              />
              <line className="level" x1={left} x2={right} y1={yOf(plane, median)} y2={yOf(plane, median)} />
            </g>
          );
        })}
    </g>
  );
}

function Values({ plane, trend }: { plane: Plane; trend: Trend }) {
  const [first, last] = plane.part;
  const places = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const many = places.length > MANY ? " many" : "";
  const spikes = trend.spikes.filter((place) => place >= first && place <= last);
  const gaps = gapsOf(trend, plane.part);
  return (
    <g>
      {!many && <path className="interval" d={whiskers(plane, trend)} />}
      <path className={`value${many}`} d={dots(plane, trend.values, places)} />
      <path className={`spike${many}`} d={dots(plane, trend.values, spikes)} />
      {spikes.length <= MOST_NAMED &&
        spikes.map((place) => <Spike key={place} {...{ plane, trend, place }} />)}
      <path
        className="gap"
        d={gaps.map((place) => `M${xOf(plane, place).toFixed(1)} ${plane.height - 9}v7`).join("")}
      />
    </g>
  );
}

/** A spike that lies outside of the axis says its value. */
function Spike({ plane, trend, place }: { plane: Plane; trend: Trend; place: number }) {
  const value = trend.values[place];
  if (value === null || value === undefined || (value <= plane.high && value >= plane.low)) return null;
  return (
    <text x={xOf(plane, place) + 6} y={edgedY(plane, value)} dy={value > plane.high ? "1em" : "-0.4em"}>
      {value > plane.high ? "↑" : "↓"} {quantity(value, trend.unit)}
    </text>
  );
}

function daysOf(runs: readonly TrendRun[], { part: [first, last] }: Plane): number {
  const at = (place: number) => Date.parse(runs[place]?.created_at ?? "");
  return (at(last) - at(first)) / 86_400_000;
}

/** The day, and the time of it where a day is much. */
function dateOf(iso: string, days: number): string {
  return days > FEW_DAYS ? moment(iso).slice(5, 10) : moment(iso).slice(5);
}
