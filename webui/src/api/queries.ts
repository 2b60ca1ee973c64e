// What pages ask for, cached by address.
import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { get, type Schemas } from "./client";

export type Run = Schemas["RunView"];
export type RunDetail = Schemas["RunDetailView"];
export type Verdict = Schemas["VerdictView"];
export type MetricVerdict = Schemas["MetricVerdictView"];
export type ProcessSeries = Schemas["ProcessSeriesView"];
export type Overhead = Schemas["OverheadView"];
export type Measured = Schemas["MeasuredView"];
export type Evidence = Schemas["EvidenceView"];
export type Iteration = Schemas["IterationView"];
export type Mark = Schemas["MarkView"];
export type Statistic = Schemas["StatisticView"];
export type Definition = Schemas["DefinitionView"];
export type Series = Schemas["SeriesView"];
export type RunPage = Schemas["Envelope_Page_RunView"]["data"];

/** Runs that match the filters of the address, newest first. */
export function useRuns(search: string) {
  return useQuery({
    queryKey: ["runs", search],
    queryFn: ({ signal }) => get<RunPage>(`/api/v1/runs?${search}`, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  });
}

/** How many runs answer to a question; asked beside the list, for the headline. */
export function useRunCount(search: string) {
  return useQuery({
    queryKey: ["runs", "count", search],
    queryFn: ({ signal }) => get<RunPage>(`/api/v1/runs?${search}`, signal),
    select: (page) => page.pagination.total,
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  });
}

/** One run with its series thinned to what a screen can show. */
export function useRun(id: string) {
  return useQuery({
    queryKey: ["run", id],
    queryFn: ({ signal }) => get<RunDetail>(`/api/v1/runs/${encodeURIComponent(id)}?max_points=1200`, signal),
  });
}

/** Tags with counts, most used first. */
export function useTags() {
  return useQuery({
    queryKey: ["tags"],
    queryFn: ({ signal }) =>
      get<Schemas["Envelope_Page_TagView"]["data"]>("/api/v1/tags?page_size=200", signal),
  });
}

/** Releases with counts. */
export function useReleases() {
  return useQuery({
    queryKey: ["releases"],
    queryFn: ({ signal }) =>
      get<Schemas["Envelope_Page_ReleaseView"]["data"]>("/api/v1/releases?page_size=200", signal),
  });
}

/** Scenarios that have runs or stand in the library. */
export function useScenarios() {
  return useQuery({
    queryKey: ["scenarios"],
    queryFn: ({ signal }) =>
      get<Schemas["Envelope_Page_ScenarioView"]["data"]>("/api/v1/scenarios?page_size=200", signal),
  });
}
