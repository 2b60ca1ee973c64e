// Marks of what people said: pinned baselines at their run, notes at their moment.
import { placeOfTime, xOf, yOf, type Plane } from "./geometry";
import type { Trends } from "./queries";

const NOTE_PX = -28;

export function Marks({ plane, trends }: { plane: Plane; trends: Trends }) {
  const [first, last] = plane.part;
  const values = trends.metrics[0]!.values;
  return (
    <g>
      {trends.baselines.toReversed().map(({ id, index, cleared_at, reason, set_by }) => {
        const value = index === undefined || index === null ? undefined : values[index];
        if (value === null || value === undefined || index! < first || index! > last) return null;
        return (
          <text
            key={id}
            className={cleared_at ? "baseline cleared" : "baseline"}
            data-baseline={id}
            x={xOf(plane, index!)}
            y={yOf(plane, value) - 8}
            textAnchor="middle"
          >
            ◆<title>{[set_by, reason].filter(Boolean).join(": ")}</title>
          </text>
        );
      })}
      {trends.annotations.map(({ id, at, text }) => {
        const place = placeOfTime(trends.runs, at);
        if (place < first - 1 || place > last + 1) return null;
        const x = Math.min(plane.width, Math.max(0, xOf(plane, place)));
        return (
          <g key={id} data-annotation={id}>
            <line className="note" x1={x} x2={x} y1={0} y2={plane.height} />
            <text className="note" x={x} y={NOTE_PX} textAnchor="middle">
              ✎<title>{text}</title>
            </text>
          </g>
        );
      })}
    </g>
  );
}
