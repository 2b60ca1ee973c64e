// What the control panel asks for and sends.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { get, post, type Schemas } from "../../api/client";
import { devicePath } from "../../api/devices";
import { LIVE_MS } from "../../api/jobs";

export type Plan = Schemas["PlanView"];
export type Planned = Schemas["PlannedView"];
export type Processes = Schemas["ProcessesView"];
export type Process = Schemas["ListedProcessView"];
export type Submission = Partial<Schemas["SubmitRequest"]>;
export type SessionRequest = Schemas["SessionRequestView"];

/** What would become of a request; asked again, since devices come and go. */
export function usePlan(request: Submission | undefined) {
  return useQuery({
    queryKey: ["plan", request],
    queryFn: () => post<Plan>("/api/v1/jobs/plan", request),
    enabled: request !== undefined,
    placeholderData: keepPreviousData,
    refetchInterval: LIVE_MS,
    retry: false,
  });
}

export function useSubmit() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (request: Submission) => post<Schemas["SubmittedView"]>("/api/v1/jobs", request),
    onSuccess: refresh,
  });
}

/** What runs on a device at this moment; read when it is chosen and when the reader asks again. */
export function useProcesses(device: string) {
  return useQuery({
    queryKey: ["processes", device],
    queryFn: ({ signal }) => get<Processes>(`${devicePath(device)}/processes`, signal),
    enabled: device !== "",
    staleTime: Infinity,
    retry: false,
  });
}

export function useStartSession() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (request: SessionRequest) => post<Schemas["StartedView"]>("/api/v1/sessions", request),
    onSuccess: refresh,
  });
}

function useRefresh() {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ["queue"] });
}
