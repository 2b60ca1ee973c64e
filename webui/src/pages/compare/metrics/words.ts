// What stands in a cell of the metrics table: the change in words, or why there is none.
import { change } from "../../../format/quantity";
import type { Key } from "../../../i18n/catalog";
import { verdictSign, type Sign } from "../../../verdict/words";
import type { ComparedMetric, MetricOfRun } from "../types";

/** A run's cell against the reference's. */
export interface Told {
  cell: MetricOfRun | undefined;
  /** Median of the reference; absent where it did not measure this. */
  level: number | undefined;
  /** The change with its sign; absent where nothing could be set against each other. */
  change: string | undefined;
  sign: Sign;
  /** Why there is no interval to draw. */
  lack: Key | undefined;
}

export function toldOf(row: ComparedMetric, place: number, reference: number): Told {
  const cell = row.runs[place] ?? undefined;
  const level = row.runs[reference]?.median;
  const shift = cell?.shift;
  return {
    cell,
    level,
    change: shift && level !== undefined ? change(shift.shift, level, row.unit ?? "") : undefined,
    sign: verdictSign(cell?.verdict),
    lack: lackOf(cell, level),
  };
}

function lackOf(cell: MetricOfRun | undefined, level: number | undefined): Key | undefined {
  if (!cell) return "compare.lack.run";
  if (level === undefined) return "compare.lack.reference";
  if (cell.other_unit != null) return "compare.lack.unit";
  if (!cell.shift) return "compare.lack.run";
  // The interval of so few values is as wide as they lie apart and says nothing.
  return cell.reason?.kind === "too_few_iterations" || cell.shift.confidence < LEAST_CONFIDENCE
    ? "compare.lack.data"
    : undefined;
}

const LEAST_CONFIDENCE = 0.5;
