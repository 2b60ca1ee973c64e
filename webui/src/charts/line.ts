// One line of a chart: a process's series by one source.
import type { Figures } from "./figures";

export interface Line {
  pid: number;
  /** Name of the process: the title of its tab, or its id. */
  name: string;
  metric: string;
  source: string;
  /** Which color of the series, from 1; a process has the same one in every chart. */
  color: number;
  /** Whether the values are single events, which nothing connects. */
  dots: boolean;
  /** Instants, ms since the start of the run, ascending. */
  at: readonly number[];
  /** Values; null amid a gap. */
  values: readonly (number | null)[];
}

/** A stretch of instants and values. */
export type Stretch = Pick<Line, "at" | "values">;

/** What is known coarsely, with what is known finely in its place from `from` to `to`. */
export function spliced(coarse: Stretch, fine: Stretch, [from, to]: readonly [number, number]): Stretch {
  const before = coarse.at.findIndex((at) => at >= from);
  const after = coarse.at.findIndex((at) => at > to);
  const left = before < 0 ? coarse.at.length : before;
  const right = after < 0 ? coarse.at.length : after;
  // The fine one runs on to the next sample on either side, which is no sample twice.
  const [first, last] = [fine.at[0] ?? from, fine.at[fine.at.length - 1] ?? to];
  const isBefore = (at: number) => at < first;
  const isAfter = (at: number) => at > last;
  const head = coarse.at.slice(0, left).filter(isBefore);
  const tail = coarse.at.slice(right).filter(isAfter);
  const at = [...head, ...fine.at, ...tail];
  const values = [
    ...coarse.values.slice(0, head.length),
    ...fine.values,
    ...coarse.values.slice(coarse.values.length - tail.length),
  ];
  return { at, values };
}

/** Everything that is drawn, one row an instant, one column a line. */
export function figuresOf(lines: readonly Line[], unit: string): Figures {
  const rows = new Map<number, (number | null)[]>();
  lines.forEach(({ at, values }, place) => {
    at.forEach((time, index) => {
      const value = values[index];
      if (typeof value !== "number") return;
      const row = rows.get(time) ?? [time, ...lines.map(() => null)];
      row[place + 1] = value;
      rows.set(time, row);
    });
  });
  const named = lines.map(({ name, pid, source }) => ({
    name: [name, name === String(pid) || pid === 0 ? "" : String(pid), source].filter(Boolean).join(" "),
    unit,
  }));
  const ordered = [...rows.values()].sort((one, other) => one[0]! - other[0]!);
  return { columns: [{ name: "time", unit: "ms" }, ...named], rows: ordered };
}
