// What the list of runs asks for.
import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { get } from "../../api/client";
import type { RunPage } from "../../api/types";

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
