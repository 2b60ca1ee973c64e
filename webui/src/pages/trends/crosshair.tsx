// What follows the pointer: the run under it, the part that is being brushed, the runs that are picked.
import { dots, xOf, type Plane } from "./geometry";
import type { Trends } from "./queries";
import { LEFT_PX, TOP_PX } from "./scene";

interface Props {
  trends: Trends;
  plane: Plane;
  place: number | undefined;
  drag: readonly [number, number] | undefined;
  picked: readonly string[];
}

export function Crosshair({ trends, plane, place, drag, picked }: Props) {
  const [first, last] = plane.part;
  const values = trends.metrics[0]!.values;
  const places = trends.runs.flatMap(({ id }, index) =>
    picked.includes(id) && index >= first && index <= last ? [index] : [],
  );
  const seen = place !== undefined && place >= first && place <= last ? place : undefined;
  return (
    <g transform={`translate(${LEFT_PX} ${TOP_PX})`}>
      {drag && Math.abs(drag[1] - drag[0]) > 2 && (
        <rect
          className="brush"
          x={Math.max(0, Math.min(...drag))}
          width={Math.abs(drag[1] - drag[0])}
          height={plane.height}
        />
      )}
      {places.length > 0 && <path className="picked" d={dots(plane, values, places)} />}
      {seen !== undefined && (
        <>
          <line className="crosshair" x1={xOf(plane, seen)} x2={xOf(plane, seen)} y2={plane.height} />
          <path className="under" d={dots(plane, values, [seen])} />
        </>
      )}
    </g>
  );
}
