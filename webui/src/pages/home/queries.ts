// What the home page asks for. Each part has a question of its own: one that fails leaves the others standing.
import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { get, type Schemas } from "../../api/client";

export type Alert = Schemas["AlertView"];
export type SuiteRun = Schemas["SuiteRunView"];
export type SuiteCell = Schemas["CellView"];
export type Overdue = Schemas["OverdueView"];
export type Device = Schemas["DeviceView"];

/** Rows that a part of this page is made of, at most; the page of their own has the others. */
const MOST = 100;
const EVERY_MS = 10_000;

function useAnswer<T>(path: string) {
  return useQuery({
    queryKey: ["home", path],
    queryFn: ({ signal }) => get<T>(path, signal),
    placeholderData: keepPreviousData,
    refetchInterval: EVERY_MS,
  });
}

/** Alerts that nobody has resolved, newest first, with how many stand where. */
export function useUnresolved() {
  return useAnswer<Schemas["AlertPageView"]>(`/api/v1/alerts?state=unresolved&page_size=${MOST}`);
}

/** Suite runs since an instant, newest first. */
export function useSuiteRuns(since: string) {
  return useAnswer<Schemas["Envelope_Page_SuiteRunView"]["data"]>(
    `/api/v1/suite-runs?from=${encodeURIComponent(since)}&page_size=${MOST}`,
  );
}

/** Scenarios without a result though one was due. */
export function useOverdue() {
  return useAnswer<Schemas["Envelope_Page_OverdueView"]["data"]>(
    `/api/v1/schedules/overdue?page_size=${MOST}`,
  );
}

/** Devices with their state. */
export function useDevices() {
  return useAnswer<Schemas["Envelope_Page_DeviceView"]["data"]>(`/api/v1/devices?page_size=${MOST}`);
}

/** Jobs that wait and jobs that run. */
export function useQueue() {
  return useAnswer<Schemas["QueueView"]>(`/api/v1/queue?page_size=${MOST}`);
}

/** Runs since an instant that no suite started, newest first. */
export function useRunsSince(since: string) {
  return useAnswer<Schemas["Envelope_Page_RunView"]["data"]>(
    `/api/v1/runs?from=${encodeURIComponent(since)}&page_size=${MOST}`,
  );
}
