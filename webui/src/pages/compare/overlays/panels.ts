// Which lines stand in which chart: one chart a metric and process type, one line a run.
import type { Line } from "../../../charts/line";
import { seriesOf, type Column } from "../columns";
import type { OverlayLine } from "../types";

/** A small chart. */
export interface Panel {
  key: string;
  /** Type of the processes; empty for what belongs to the run as a whole. */
  type: string;
  lines: Line[];
  scale: [number, number];
  /** Whether the scale is its own: on the metric's common one it would be a flat line. */
  ownScale: boolean;
  /** Per line: how many processes are summed, samples before thinning, the smallest and the largest sum. */
  sums: { processes: number; samples: number; bottom: number; top: number }[];
}

/** The charts of one metric by one source, at the same scale as far as that shows anything. */
export interface Group {
  metric: string;
  source: string;
  unit: string;
  panels: Panel[];
}

/** A chart that fills less than this share of the common scale has one of its own. */
const FLAT = 0.15;

const TYPES = ["", "Renderer", "Browser", "GPU", "Network", "Utility", "Other"];

/** The charts of these metrics in their order; runs that are not shown are left out. */
export function groupsOf(
  lines: readonly OverlayLine[],
  metrics: readonly string[],
  columns: readonly Column[],
): Group[] {
  const groups = metrics.flatMap((metric) => {
    const own = lines.filter((line) => line.metric === metric);
    return [...new Set(own.map(({ source }) => source))].sort().map((source) => {
      const ofSource = own.filter((line) => line.source === source);
      const panels = scaled(panelsOf(ofSource, columns));
      return { metric, source, unit: ofSource[0]?.unit ?? "", panels };
    });
  });
  return groups.filter(({ panels }) => panels.length > 0);
}

type Unscaled = Omit<Panel, "scale" | "ownScale">;

function panelsOf(lines: readonly OverlayLine[], columns: readonly Column[]): Unscaled[] {
  const types = [...new Set(lines.map(typeOf))].sort((one, other) => rank(one) - rank(other));
  return types.flatMap((type) => {
    const found = columns.flatMap((column) => {
      const line = lines.find((each) => each.run === column.id && typeOf(each) === type);
      return line ? [{ drawn: lineOf(line, column), sum: sumOf(line) }] : [];
    });
    if (found.length === 0) return [];
    return [{ key: type, type, lines: found.map(({ drawn }) => drawn), sums: found.map(({ sum }) => sum) }];
  });
}

function typeOf({ process_type: type, whole_run: whole }: OverlayLine): string {
  return whole ? "" : (type ?? "Other");
}

function lineOf(line: OverlayLine, column: Column): Line {
  const known = line.values.filter((value) => value !== null && value !== undefined);
  return {
    // A run has one line in a chart: its place tells it apart.
    pid: column.place + 1,
    name: column.name,
    metric: line.metric,
    source: line.source,
    color: seriesOf(column.place),
    dots: line.events || known.length === 1,
    at: line.at_ms,
    values: line.values as (number | null)[],
  };
}

function sumOf({ processes, samples, values }: OverlayLine): Unscaled["sums"][number] {
  const known = values.filter((value) => value !== null && value !== undefined);
  return {
    processes,
    samples,
    bottom: known.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY),
    top: known.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY),
  };
}

/** One scale for all charts of a metric; a type that is nothing beside another is still compared between the runs. */
function scaled(panels: readonly Unscaled[]): Panel[] {
  const common = scaleOf(panels);
  return panels.map((panel) => {
    const own = scaleOf([panel]);
    const ownScale = own[1] - own[0] < FLAT * (common[1] - common[0]);
    return { ...panel, scale: ownScale ? own : common, ownScale };
  });
}

/** From zero unless something lies below it. */
function scaleOf(panels: readonly Unscaled[]): [number, number] {
  const sums = panels.flatMap((panel) => panel.sums);
  const top = sums.reduce((most, sum) => Math.max(most, sum.top), 0);
  const bottom = sums.reduce((least, sum) => Math.min(least, sum.bottom), 0);
  return top === bottom ? [bottom, bottom + 1] : [bottom * 1.08, top * 1.08];
}

function rank(type: string): number {
  const place = TYPES.indexOf(type);
  return place < 0 ? TYPES.length : place;
}
