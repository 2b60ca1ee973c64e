// The samples of charts: asked for by metric and stretch of time, as fine as the screen shows them. The whole run is asked
// once; a part of it again, finer, where thinning had left something out.
import { grouped } from "../../../charts/grouped";
import { useQueries } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useMemo, useRef } from "react";

import { get, type Schemas } from "../../../api/client";
import { spliced, type Line, type Stretch } from "../../../charts/line";
import { useRested, type TimeWindow } from "../../../charts/time_window";
import type { Zoom } from "../../../charts/view";
import type { Head } from "./heads";

export type SeriesWindow = Schemas["SeriesWindowView"];

/** Samples of so many are drawn for each pixel: enough for its extremes. */
const POINTS_A_PIXEL = 2;
/** Widths are rounded up to this, so that a window that is resized a little asks nothing anew. */
const WIDTH_STEP_PX = 256;
/** On either side of what is shown so much of it is asked too, to pan into. */
const MARGIN = 0.5;
const MOST_POINTS = 20_000;
const FOREVER = Number.POSITIVE_INFINITY;
/** A step this much longer than the run's makes single events of a page's values. */
const EVENTS = 2.5;

export interface SeriesAsk {
  heads: readonly Head[];
  shown: TimeWindow;
  width: number;
  /** Whether anybody sees it. */
  visible: boolean;
}

export interface SeriesAnswer {
  lines: readonly Line[];
  /** Whether the first samples are still on their way. */
  pending: boolean;
  /** Whether finer ones are. */
  stale: boolean;
  error: Error | null;
  /** Samples that stand behind each one that is drawn, at most; 1 where all are drawn. */
  density: number;
}

/** Where charts have their samples from: a finished run's from the controller, a live one's from what has come. */
export type UseSeries = (ask: SeriesAsk) => SeriesAnswer;

export const SeriesContext = createContext<UseSeries | undefined>(undefined);

export const useSeries: UseSeries = (ask) => {
  const source = useContext(SeriesContext);
  if (!source) throw new Error("charts need a SeriesContext above them");
  return source(ask);
};

/** The samples of a stored run. */
export function storedSeries(run: string, intervalMs: number): UseSeries {
  return ({ heads, shown, width, visible }) => {
    const rested = useRested(shown);
    const asks = useMemo(() => asksOf(heads), [heads]);
    const points = Math.min(MOST_POINTS, POINTS_A_PIXEL * Math.ceil(width / WIDTH_STEP_PX) * WIDTH_STEP_PX);
    const whole = useWindows(run, asks, undefined, points, visible);
    const isThinned = whole.windows.some((window) => window.series.some(isReduced));
    const wanted = !shown.isWhole && isThinned ? widened(rested, shown.whole) : undefined;
    const share = wanted ? (wanted[1] - wanted[0]) / (rested[1] - rested[0]) : 1;
    const finer = Math.min(MOST_POINTS, Math.round(points * share));
    const part = useWindows(run, asks, wanted, finer, visible && wanted !== undefined);
    const parts = useLatest(wanted ? part.windows : NONE, wanted === undefined || !part.pending);
    const lines = useMemo(
      () => linesOf(heads, whole.windows, parts, intervalMs),
      // The interval is the run's.
      [heads, whole.windows, parts],
    );
    return {
      lines,
      pending: whole.pending,
      stale: wanted !== undefined && part.pending,
      error: whole.error ?? part.error,
      density: densityOf(parts.length > 0 ? parts : whole.windows),
    };
  };
}

const NONE: readonly SeriesWindow[] = [];

interface Ask {
  metric: string;
  pids: string;
}

function asksOf(heads: readonly Head[]): Ask[] {
  const metrics = grouped(heads, ({ metric }) => metric);
  return [...metrics].map(([metric, its]) => ({
    metric,
    pids: [...new Set(its.map(({ pid }) => pid))].sort((one, other) => one - other).join(","),
  }));
}

function useWindows(
  run: string,
  asks: readonly Ask[],
  range: Zoom | undefined,
  points: number,
  enabled: boolean,
) {
  const [from, to] = range ?? [];
  return useQueries({
    queries: asks.map(({ metric, pids }) => ({
      queryKey: ["run", run, "series", metric, pids, from, to, points],
      queryFn: ({ signal }: { signal: AbortSignal }) => {
        const query = new URLSearchParams({ metric, process: pids, max_points: String(points) });
        if (range) {
          query.set("from_ms", String(Math.floor(range[0])));
          query.set("to_ms", String(Math.ceil(range[1])));
        }
        return get<SeriesWindow>(`/api/v1/runs/${encodeURIComponent(run)}/series?${query}`, signal);
      },
      // What was measured does not change.
      staleTime: FOREVER,
      structuralSharing: false,
      enabled,
    })),
    combine: combined,
  });
}

interface Answered {
  data?: SeriesWindow | undefined;
  isPending: boolean;
  error: Error | null;
}

function combined(answers: readonly Answered[]) {
  return {
    windows: answers.flatMap(({ data }) => data ?? []),
    pending: answers.some(({ isPending }) => isPending),
    error: answers.find(({ error }) => error)?.error ?? null,
  };
}

/** The latest whole answer, until the next one is there. */
function useLatest(windows: readonly SeriesWindow[], isWhole: boolean): readonly SeriesWindow[] {
  const latest = useRef(windows);
  useEffect(() => {
    if (isWhole) latest.current = windows;
  }, [windows, isWhole]);
  return isWhole ? windows : latest.current;
}

function widened([from, to]: Zoom, whole: Zoom): Zoom {
  const margin = (to - from) * MARGIN;
  return [Math.max(whole[0], from - margin), Math.min(whole[1], to + margin)];
}

function isReduced({ samples, values }: SeriesWindow["series"][number]): boolean {
  return samples > values.length;
}

function densityOf(windows: readonly SeriesWindow[]): number {
  const densities = windows.flatMap(({ columns, series }) =>
    series.filter(isReduced).map(({ samples }) => samples / columns),
  );
  return densities.reduce((most, each) => Math.max(most, each), 1);
}

/** The lines of the heads; where a part is known finely, it stands in the place of what is known of the whole. */
export function linesOf(
  heads: readonly Head[],
  whole: readonly SeriesWindow[],
  parts: readonly SeriesWindow[],
  intervalMs: number,
): Line[] {
  const find = (windows: readonly SeriesWindow[], { pid, metric, source }: Head) => {
    const window = windows.find((each) => each.metric === metric);
    const series = window?.series.find((each) => each.pid === pid && each.source === source);
    return window && series && { window, series };
  };
  return heads.flatMap((head) => {
    const all = find(whole, head);
    if (!all) return [];
    const part = find(parts, head);
    const drawn: Stretch = part
      ? spliced(stretchOf(all.series), stretchOf(part.series), [part.window.from_ms, part.window.to_ms])
      : stretchOf(all.series);
    const { pid, name, metric, source, color } = head;
    const { step_ms: step, samples } = all.series;
    const dots = (source === "Page" && (step ?? FOREVER) > EVENTS * intervalMs) || samples === 1;
    return [{ pid, name, metric, source, color, dots, ...drawn }];
  });
}

function stretchOf({ at_ms, values }: SeriesWindow["series"][number]): Stretch {
  return { at: at_ms, values };
}
