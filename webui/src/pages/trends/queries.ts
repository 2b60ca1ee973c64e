// What the trends page asks for, and the notes that people make on it.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { get, post, send, type Schemas } from "../../api/client";

export type Trends = Schemas["TrendsView"];
export type Trend = Schemas["TrendView"];
export type TrendRun = Schemas["TrendRunView"];
export type Change = Schemas["ChangeView"];
export type Metric = Schemas["TrendMetricView"];
export type Annotation = Schemas["AnnotationView"];

/** What trends can be drawn of. */
export function useTrendMetrics(scenario: string | undefined) {
  return useQuery({
    queryKey: ["trends", "metrics", scenario],
    queryFn: ({ signal }) =>
      get<Schemas["TrendMetricsView"]>(
        `/api/v1/trends/metrics?scenario=${encodeURIComponent(scenario ?? "")}`,
        signal,
      ),
    enabled: scenario !== undefined,
    select: (found) => found.metrics,
  });
}

/** Metrics over runs; nothing is asked without a query. */
export function useTrends(query: string | undefined) {
  return useQuery({
    queryKey: ["trends", query],
    queryFn: ({ signal }) => get<Trends>(`/api/v1/trends?${query}`, signal),
    enabled: query !== undefined,
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
}

export function useAnnotate() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (note: Schemas["NewAnnotation"]) => post<Annotation>("/api/v1/annotations", note),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["trends"] }),
  });
}

export function useRemoveAnnotation() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => send("DELETE", `/api/v1/annotations/${encodeURIComponent(id)}`),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["trends"] }),
  });
}
