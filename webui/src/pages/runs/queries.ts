// What the list of runs asks for.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { get, send, type Schemas } from "../../api/client";
import type { RunPage } from "../../api/types";

export type SavedView = Schemas["SavedViewView"];

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

/** Values that runs can be listed by, with counts. */
export function useRunValues() {
  return useQuery({
    queryKey: ["values"],
    queryFn: ({ signal }) => get<Schemas["RunValuesView"]>("/api/v1/runs/values", signal),
    staleTime: 60_000,
  });
}

/** The reader's own views and those of the project. */
export function useViews() {
  return useQuery({
    queryKey: ["views"],
    queryFn: ({ signal }) => get<{ items: SavedView[] }>("/api/v1/views?page_size=200", signal),
    select: (page) => page.items,
    staleTime: 60_000,
  });
}

const viewPath = (name: string) => `/api/v1/views/${encodeURIComponent(name)}`;

export function useSaveView() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ name, query, shared }: Pick<SavedView, "name" | "query" | "shared">) =>
      send<SavedView>("PUT", viewPath(name), { query, shared }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["views"] }),
  });
}

export function useForgetView() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ name, shared }: Pick<SavedView, "name" | "shared">) =>
      send("DELETE", `${viewPath(name)}?shared=${shared}`),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["views"] }),
  });
}
