// What goes when the store of unsent frames is full. Never a frame that was sent once, and never a stop.
import type { FrameKind } from "../wire/frames";

/** A frame that waits, without its text. */
export interface Entry {
  /** Order in which frames came; has gaps after a thinning. */
  order: number;
  /** Given when the frame is first sent; from then on it must arrive. */
  seq: number | null;
  kind: FrameKind;
  /** Length of its text, characters. */
  size: number;
  /** When it was measured, epoch ms. */
  at: number;
}

export interface Limits {
  frames: number;
  size: number;
}

/** Frames to be left out, in order; absent while there is room. */
export interface Thinning {
  orders: number[];
  samples: number;
  lines: number;
  others: number;
  firstAt: number;
  lastAt: number;
}

/** Fewer samples than this are no series that can be thinned any more. */
const FEWEST_SAMPLES = 20;
/** A thinning makes room for this share, so that the next frame does not bring the next thinning. */
const ROOM = 0.9;

/**
 * Leaves out every second one of the older half of the unsent samples, again and again until there is room; where
 * samples do not suffice, the oldest log lines, and at last the oldest of everything that may go.
 */
export function planThinning(entries: readonly Entry[], limits: Limits): Thinning | undefined {
  const total = entries.reduce((sum, entry) => sum + entry.size, 0);
  if (entries.length <= limits.frames && total <= limits.size) return undefined;
  const gone = new Map<number, Entry>();
  let count = entries.length;
  let size = total;
  const isFull = () => count > limits.frames * ROOM || size > limits.size * ROOM;
  const drop = (entry: Entry) => {
    gone.set(entry.order, entry);
    count -= 1;
    size -= entry.size;
  };
  const unsent = (kind: (kind: FrameKind) => boolean) =>
    entries.filter((entry) => entry.seq === null && kind(entry.kind) && !gone.has(entry.order));
  for (
    let samples = unsent(isSample);
    isFull() && samples.length >= FEWEST_SAMPLES;
    samples = unsent(isSample)
  ) {
    const older = samples.slice(0, Math.ceil(samples.length / 2));
    older.filter((_, place) => place % 2 === 1).forEach(drop);
  }
  for (const kinds of [isLine, isLost]) {
    for (const entry of unsent(kinds)) if (isFull()) drop(entry);
  }
  return gone.size === 0 ? undefined : summary([...gone.values()]);
}

function isSample(kind: FrameKind): boolean {
  return kind === "data";
}

function isLine(kind: FrameKind): boolean {
  return kind === "console_log";
}

/** The last resort: everything but what gives a run its shape. */
function isLost(kind: FrameKind): boolean {
  return kind === "data" || kind === "custom_metric" || kind === "processes";
}

function summary(gone: Entry[]): Thinning {
  const samples = gone.filter((entry) => isSample(entry.kind)).length;
  const lines = gone.filter((entry) => isLine(entry.kind)).length;
  return {
    orders: gone.map((entry) => entry.order).sort((one, other) => one - other),
    samples,
    lines,
    others: gone.length - samples - lines,
    firstAt: Math.min(...gone.map((entry) => entry.at)),
    lastAt: Math.max(...gone.map((entry) => entry.at)),
  };
}

/** The line that the run's log gets. */
export function describeThinning(thinning: Thinning): string {
  const parts = [
    [thinning.samples, "samples"],
    [thinning.lines, "log lines"],
    [thinning.others, "other frames"],
  ].flatMap(([count, what]) => (count === 0 ? [] : [`${count} ${what}`]));
  const [from, to] = [thinning.firstAt, thinning.lastAt].map((at) => new Date(at).toISOString());
  return `the server was away and the store of unsent data was full: ${parts.join(", ")} between ${from} and ${to} were left out`;
}
