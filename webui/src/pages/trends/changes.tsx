// Changes of level: a line where each is, and above it which way, how much, and with which release.
import { useLocale } from "../../i18n/locale";
import { readable, signed, widthOf, xOf, type Plane } from "./geometry";
import type { Change, Trend, TrendRun } from "./queries";

const LABEL_PX = -10;
/** Where a change stands whose label has no room. */
const INSIDE_PX = 12;
/** Narrower than this there is no room for releases at changes; they stand on the axis. */
const NARROW_PX = 500;

interface Props {
  plane: Plane;
  trend: Trend;
  runs: readonly TrendRun[];
}

export function Changes({ plane, trend, runs }: Props) {
  const { t } = useLocale();
  const [first, last] = plane.part;
  const step = plane.width / (last - first + 1);
  const seen = trend.changes.filter(({ index }) => index > first && index <= last);
  const told = seen.map((change) => {
    const text = `${glyphOf(change)} ${signed(change.percent, change.after - change.before)}`;
    const isBad = change.meaning === "worse" && change.matters;
    const name = runs[change.index]?.release ?? runs[change.index]?.build_id;
    return {
      change,
      text: isBad && name && plane.width > NARROW_PX ? `${text} ${t("trends.firstBad", { name })}` : text,
    };
  });
  const labels = told.map(({ change, text }) => {
    const width = widthOf(text);
    const x = xOf(plane, change.index) - step / 2;
    return { x: Math.max(0, Math.min(x, plane.width - width)), width };
  });
  const shown = readable(labels);
  return (
    <g>
      {told.map(({ change, text }, place) => {
        const x = xOf(plane, change.index) - step / 2;
        return (
          <g
            key={change.index}
            className={toneOf(change)}
            data-change={change.run_id}
            data-first-bad={change.meaning === "worse" && change.matters ? "" : undefined}
          >
            <line className="change" x1={x} x2={x} y1={-4} y2={plane.height} />
            <text
              className="change-size"
              x={shown[place] ? labels[place]!.x : x + 3}
              y={shown[place] ? LABEL_PX : INSIDE_PX}
            >
              {shown[place] ? text : glyphOf(change)}
            </text>
          </g>
        );
      })}
    </g>
  );
}

/** Worse, better, or a change that is too small to matter or has no direction. */
export function toneOf(change: Change): "worse" | "better" | "unsure" | "faint" {
  if (!change.matters) return "faint";
  if (change.meaning === "neither") return "unsure";
  return change.meaning === "worse" ? "worse" : "better";
}

export function glyphOf(change: Change): string {
  if (!change.matters) return "·";
  return { worse: "▲", better: "▼" }[change.meaning] ?? "~";
}
