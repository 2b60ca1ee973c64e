// Phases in rows, so that none covers another; a phase keeps its tint in every iteration.
import type { Mark } from "../../../api/types";

const TINTS = 3;
const MOST_LANES = 4;

/** A mark with the tint of its name, 0 to 2. */
export interface TintedMark extends Mark {
  tint: number;
}

export function lanesOf(marks: readonly Mark[]): TintedMark[][] {
  const names = [...new Set(marks.map(({ name }) => name))];
  const lanes: { end: number; marks: TintedMark[] }[] = [];
  for (const mark of marks) {
    const tinted = { ...mark, tint: names.indexOf(mark.name) % TINTS };
    const end = mark.end_ms ?? mark.start_ms;
    const free = lanes.find((lane) => lane.end <= mark.start_ms);
    if (free) {
      free.marks.push(tinted);
      free.end = end;
    } else if (lanes.length < MOST_LANES) lanes.push({ end, marks: [tinted] });
    else lanes[MOST_LANES - 1]!.marks.push(tinted);
  }
  return lanes.map((lane) => lane.marks);
}
