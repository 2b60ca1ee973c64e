// The samples of charts of a run that goes on: what has come so far.
import { useMemo } from "react";

import type { UseSeries } from "../run/charts/series";
import type { LiveData } from "./live_data";

/** Charts are drawn anew by the page above them whenever something came. */
export function liveSeries(live: LiveData): UseSeries {
  return ({ heads }) => {
    const { version } = live;
    const lines = useMemo(
      () =>
        heads.flatMap(({ pid, name, metric, source, color }) => {
          const data = live.series(pid, metric);
          if (!data) return [];
          const dots = source === "Page" && !(metric in FIELDS_OF_PAGES);
          return [{ pid, name, metric, source, color, dots, at: data.at, values: data.values }];
        }),
      [heads, version],
    );
    return { lines, pending: false, stale: false, error: null, density: 1 };
  };
}

/** Sampled like everything else; what pages report beside these are events. */
const FIELDS_OF_PAGES = { js_heap_size: true, dom_nodes: true };
