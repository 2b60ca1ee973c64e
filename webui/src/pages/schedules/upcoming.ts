// Where instants stand on an axis of some hours.

/** An instant and its place, percent of the axis. */
export interface Place {
  at: string;
  percent: number;
}

/** The instants that lie on the axis. */
export function places(axis: { from: string; to: string }, items: readonly { at: string }[]): Place[] {
  const from = Date.parse(axis.from);
  const length = Date.parse(axis.to) - from;
  const all = items.map(({ at }) => ({ at, percent: ((Date.parse(at) - from) / length) * 100 }));
  return all
    .filter(({ percent }) => percent >= 0 && percent <= 100)
    .map(({ at, percent }) => ({ at, percent: Math.round(percent * 100) / 100 }));
}
