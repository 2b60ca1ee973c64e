// What the compare page asks for.
import { keepPreviousData, useQueries, useQuery, type UseQueryResult } from "@tanstack/react-query";

import { get } from "../../api/client";
import type { RunPage } from "../../api/types";
import type { Zoom } from "../../charts/view";
import { queryOf, type Align, type Chosen } from "./address";
import type { Comparison, Overlay } from "./types";

/** Runs that the search looks through, newest first. */
const LOOKED_THROUGH = 200;
/** Points of a line: a smallest and a largest for every four pixels of a wide screen. A zoom asks for more of its part. */
const POINTS = 600;

/** The runs side by side; what was there stays while others are asked for. */
export function useComparison(chosen: Chosen) {
  const query = queryOf(chosen);
  return useQuery({
    queryKey: ["compare", query],
    queryFn: ({ signal }) => get<Comparison>(`/api/v1/compare?${query}`, signal),
    placeholderData: keepPreviousData,
    enabled: chosen.ids.length > 1,
  });
}

/** Series of the runs on one axis, asked for in several questions whose answers come together. */
export function useOverlays(
  chosen: Chosen,
  chunks: readonly (readonly string[])[],
  align: Align,
  zoom: Zoom | undefined,
) {
  return useQueries({
    queries: chunks.map((metrics) => {
      const search = overlayQuery(chosen, metrics, align, zoom);
      return {
        queryKey: ["compare", "series", search],
        queryFn: ({ signal }: { signal: AbortSignal }) =>
          get<Overlay>(`/api/v1/compare/series?${search}`, signal),
        placeholderData: keepPreviousData,
        enabled: chosen.ids.length > 1,
      };
    }),
    combine: together,
  });
}

function together(answers: UseQueryResult<Overlay>[]) {
  const known = answers.flatMap(({ data }) => data ?? []);
  const [first] = known;
  return {
    data: first && {
      ...first,
      length_ms: Math.max(...known.map(({ length_ms }) => length_ms)),
      lines: known.flatMap(({ lines }) => lines),
    },
    error: answers.find(({ error }) => error)?.error ?? null,
    isFetching: answers.some(({ isFetching }) => isFetching),
    isOld: answers.some(({ isPlaceholderData }) => isPlaceholderData),
    refetch: () => answers.forEach((answer) => void answer.refetch()),
  };
}

function overlayQuery(
  chosen: Chosen,
  metrics: readonly string[],
  align: Align,
  zoom: Zoom | undefined,
): string {
  const query = new URLSearchParams(queryOf(chosen));
  query.set("metrics", metrics.join(","));
  query.set("align", align);
  query.set("points", String(POINTS));
  if (zoom) {
    query.set("from", String(zoom[0]));
    query.set("to", String(zoom[1]));
  }
  return query.toString();
}

/** The runs that can be added, newest first; asked when somebody looks for one. */
export function useCandidates(enabled: boolean) {
  return useQuery({
    queryKey: ["compare", "candidates"],
    queryFn: ({ signal }) =>
      get<RunPage>(`/api/v1/runs?sort=-created_at&page_size=${LOOKED_THROUGH}`, signal),
    enabled,
  });
}
