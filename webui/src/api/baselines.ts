// Pinned baselines: what holds, what held, and how it is changed. Asked for by their own page and by the run's.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { get, post, send, type Schemas } from "./client";

export type Baseline = Schemas["BaselineView"];
export type BaselineScope = Schemas["BaselineScopeView"];
type Page<T> = { items: T[]; pagination: Schemas["Pagination"] };

/** Runs that share a baseline. Empty texts are runs that name none. */
export interface ScopeKey {
  scenario: string;
  platform: string;
  device_class: string;
}

/** What runs are judged against, one row a scope. */
export function useBaselineScopes(page: number) {
  return useQuery({
    queryKey: ["baselines", "scopes", page],
    queryFn: ({ signal }) =>
      get<Page<BaselineScope>>(`/api/v1/baselines/scopes?page=${page}&page_size=100`, signal),
    placeholderData: keepPreviousData,
  });
}

/** Every baseline that was ever pinned for a scope, newest first. */
export function useBaselineHistory({ scenario, platform, device_class }: ScopeKey) {
  const query = new URLSearchParams({ scenario, platform, device_class, cleared: "true", page_size: "200" });
  return useQuery({
    queryKey: ["baselines", "history", scenario, platform, device_class],
    queryFn: ({ signal }) => get<Page<Baseline>>(`/api/v1/baselines?${query}`, signal),
    select: (page) => page.items,
  });
}

export function usePin() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ run, reason }: { run: string; reason: string }) =>
      post<Baseline>("/api/v1/baselines", { run_id: run, reason }),
    onSuccess: refresh,
  });
}

export function useClear() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ id, reason }: { id: string; reason: string }) =>
      send<Baseline>(
        "DELETE",
        `/api/v1/baselines/${encodeURIComponent(id)}?${new URLSearchParams({ reason })}`,
      ),
    onSuccess: refresh,
  });
}

function useRefresh() {
  const queries = useQueryClient();
  return () =>
    Promise.all(["baselines", "trends"].map((key) => queries.invalidateQueries({ queryKey: [key] })));
}
