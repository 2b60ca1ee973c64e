// Suites, schedules and what is to come: what is asked and what is changed.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { get, post, send, type Schemas } from "../../api/client";
import type { Paged } from "../../api/settings";

export type Suite = Schemas["SuiteView"];
export type Schedule = Schemas["ScheduleView"];
export type ScheduleRequest = Schemas["ScheduleRequest"];
export type Tick = Schemas["TickView"];
export type Upcoming = Schemas["UpcomingListView"];

/** What works is looked at again this often. */
const WORKING_MS = 5_000;
/** What waits for its time is looked at again this often. */
const WAITING_MS = 20_000;

export function useSuites(page: number) {
  const path = `/api/v1/suites?page=${page}&page_size=50`;
  return useQuery({
    queryKey: ["suites", path],
    queryFn: ({ signal }) => get<Paged<Suite>>(path, signal),
    placeholderData: keepPreviousData,
    refetchInterval: (query) =>
      query.state.data?.items.some((suite) => suite.last_run?.state === "working") ? WORKING_MS : WAITING_MS,
  });
}

export function useSchedules() {
  const path = "/api/v1/schedules?page_size=200";
  return useQuery({
    queryKey: ["schedules", path],
    queryFn: ({ signal }) => get<Paged<Schedule>>(path, signal),
    refetchInterval: WAITING_MS,
  });
}

export function useTicks(id: string) {
  const path = `/api/v1/schedules/${id}/ticks?page_size=20`;
  return useQuery({
    queryKey: ["schedules", path],
    queryFn: ({ signal }) => get<Paged<Tick>>(path, signal),
    refetchInterval: WAITING_MS,
  });
}

export function useUpcoming() {
  return useQuery({
    queryKey: ["schedules", "upcoming"],
    queryFn: ({ signal }) => get<Upcoming>("/api/v1/schedules/upcoming", signal),
    refetchInterval: 60_000,
  });
}

/** The next five times of an expression before it is kept. */
export function usePreview(cron: string, zone: string) {
  return useQuery({
    queryKey: ["preview", cron, zone],
    queryFn: () => post<Schemas["PreviewView"]>("/api/v1/schedules/preview", { cron, zone }),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    enabled: cron.trim() !== "",
  });
}

/** A change after which suites and schedules are asked for anew. */
export function useChange<Input, Output>(change: (input: Input) => Promise<Output>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () =>
      Promise.all(["suites", "schedules"].map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  });
}

export const useStart = (suite: string) =>
  useChange((wanted: Schemas["SuiteStartRequest"]) =>
    post<Schemas["SuiteStartedView"]>(`/api/v1/suites/${encodeURIComponent(suite)}/start`, wanted),
  );

export const useKeepSchedule = (kept: Schedule | undefined) =>
  useChange((wanted: ScheduleRequest) =>
    kept
      ? send<Schedule>("PUT", `/api/v1/schedules/${kept.id}`, wanted, kept.version)
      : post<Schedule>("/api/v1/schedules", wanted),
  );

export const useSwitch = (id: string) =>
  useChange((enabled: boolean) =>
    post<Schedule>(`/api/v1/schedules/${id}/${enabled ? "enable" : "disable"}`, {}),
  );

export const useDeleteSchedule = (id: string) => useChange(() => send("DELETE", `/api/v1/schedules/${id}`));
