// When each process of a run lived: by type, in the order of birth. What nobody measured has no life.
import { grouped } from "../../../charts/grouped";
import type { RunDetail } from "../../../api/types";

export interface Life {
  pid: number;
  type: string;
  name: string;
  /** Its first sample, ms since the start of the run. */
  born: number;
  /** Its last one. */
  died: number;
  /** Whether it was there already when measuring began. */
  before: boolean;
  /** Whether it was still there when measuring ended. */
  after: boolean;
}

export interface Family {
  type: string;
  lives: Life[];
}

type Told = Pick<RunDetail, "processes" | "meta">;

/** The browser stands above those that it started. */
const TYPES = ["Browser", "GPU", "Network", "Utility", "Renderer", "Other"];
/** A process whose first sample is so many intervals after the first of all was born in between. */
const SLACK = 2.5;

export function familiesOf({ processes, meta }: Told): Family[] {
  const lived = processes.filter(({ first_ms }) => first_ms !== undefined && first_ms !== null);
  const begin = lived.reduce((least, { first_ms }) => Math.min(least, first_ms!), Number.POSITIVE_INFINITY);
  const end = lived.reduce((most, { last_ms }) => Math.max(most, last_ms ?? 0), Number.NEGATIVE_INFINITY);
  const slack = SLACK * meta.collection.interval_ms;
  const lives = lived.map(({ pid, process_type: type, title, name, first_ms, last_ms }): Life => {
    const [born, died] = [first_ms!, last_ms ?? first_ms!];
    const named = title || name;
    return { pid, type, name: named, born, died, before: born - begin <= slack, after: end - died <= slack };
  });
  const rank = (type: string) => (TYPES.indexOf(type) + TYPES.length) % TYPES.length;
  return [...grouped(lives, ({ type }) => type)]
    .sort(([one], [other]) => rank(one) - rank(other))
    .map(([type, its]) => ({
      type,
      lives: its.sort((one, other) => one.born - other.born || one.pid - other.pid),
    }));
}
