// The queue, jobs and sessions: asked for and changed by several pages.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { get, post, type Schemas } from "./client";

export type Job = Schemas["JobView"];
export type JobDetail = Schemas["JobDetailView"];
export type Queue = Schemas["QueueView"];
export type Queued = Queue["waiting"]["items"][number];
export type Running = Schemas["RunningView"];
export type Asked = Schemas["AskedView"];
export type Candidate = Schemas["CandidateView"];
export type Waiting = Schemas["WaitingView"];
export type Session = Schemas["SessionView"];

/** How often what moves is asked for again. */
export const LIVE_MS = 2_000;

export const jobPath = (id: string) => `/api/v1/jobs/${encodeURIComponent(id)}`;

/** What waits, in its order, and what runs. */
export function useQueue(page: number) {
  return useQuery({
    queryKey: ["queue", page],
    queryFn: ({ signal }) => get<Queue>(`/api/v1/queue?page=${page}&page_size=50`, signal),
    placeholderData: keepPreviousData,
    refetchInterval: LIVE_MS,
  });
}

/** One job; asked again and again until it is over. */
export function useJob(id: string, enabled = true) {
  return useQuery({
    queryKey: ["job", id],
    queryFn: ({ signal }) => get<JobDetail>(jobPath(id), signal),
    enabled,
    refetchInterval: ({ state }) => (state.data?.ended_at ? false : LIVE_MS),
  });
}

/** Cancels a job, wherever it is. */
export function useCancelJob() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ id, reason }: { id: string; reason: string }) =>
      post(`${jobPath(id)}/cancel`, reason ? { reason } : {}),
    onSuccess: refresh,
  });
}

/** Moves a waiting job. */
export function useMoveJob() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ id, priority }: { id: string; priority: number }) =>
      post<Job>(`${jobPath(id)}/priority`, { priority }),
    onSuccess: refresh,
  });
}

/** Ends a manual session in the ordinary way. */
export function useStopSession() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (id: string) => post(`/api/v1/sessions/${encodeURIComponent(id)}/stop`, {}),
    onSuccess: refresh,
  });
}

function useRefresh() {
  const queries = useQueryClient();
  return () =>
    Promise.all(["queue", "jobs", "job"].map((key) => queries.invalidateQueries({ queryKey: [key] })));
}
