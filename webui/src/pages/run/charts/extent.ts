// From where to where the time axis of a run reaches.
import type { RunDetail } from "../../../api/types";
import type { Zoom } from "../../../charts/view";

type Told = Pick<RunDetail, "run" | "iterations" | "samples_from_ms" | "samples_to_ms">;

/** Everything that lies on the axis; where nothing does, the measured window. */
export function extentOf({ run, iterations, samples_from_ms: first, samples_to_ms: last }: Told): Zoom {
  const window = run.outcome === "completed" ? run.duration_ms : 1;
  const from = iterations.reduce((least, { start_ms }) => Math.min(least, start_ms), Math.min(0, first ?? 0));
  const to = iterations.reduce((most, { end_ms }) => Math.max(most, end_ms), Math.max(window, last ?? 0));
  return [from, to];
}
