// One suite, its history, and the check of what is typed.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { get, post, send, type Schemas } from "../../api/client";
import type { Paged } from "../../api/settings";

export type Suite = Schemas["SuiteView"];
export type SuiteCheck = Schemas["SuiteCheckView"];
export type SuiteProblem = Schemas["SuiteProblemView"];
type SuiteRun = Schemas["SuiteRunView"];

const address = (name: string) => `/api/v1/suites/${encodeURIComponent(name)}`;

export function useSuite(name: string) {
  return useQuery({
    queryKey: ["suites", name],
    queryFn: ({ signal }) => get<Suite>(address(name), signal),
    retry: false,
  });
}

export function useHistory(name: string, page: number) {
  const path = `${address(name)}/runs?page=${page}&page_size=30`;
  return useQuery({
    queryKey: ["suites", "runs", path],
    queryFn: ({ signal }) => get<Paged<SuiteRun>>(path, signal),
    placeholderData: keepPreviousData,
    retry: false,
    refetchInterval: (query) =>
      query.state.data?.items.some((run) => run.state === "working") ? 5_000 : 30_000,
  });
}

/** What is wrong with a text; scenarios that came along with the kept suite count. */
export function useCheck(yaml: string, name: string | undefined) {
  const query = name === undefined ? "" : `?name=${encodeURIComponent(name)}`;
  return useQuery({
    queryKey: ["suite-check", name, yaml],
    queryFn: () => post<SuiteCheck>(`/api/v1/suites/validate${query}`, { yaml }),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 0,
  });
}

export function useKeepSuite(seen: number | undefined) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ name, yaml }: { name: string; yaml: string }) =>
      send<Suite>("PUT", address(name), { yaml }, seen),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["suites"] }),
  });
}

export function useDeleteSuite(name: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => send("DELETE", address(name)),
    onSuccess: () => {
      queries.removeQueries({ queryKey: ["suites"] });
      return queries.invalidateQueries({ queryKey: ["schedules"] });
    },
  });
}
