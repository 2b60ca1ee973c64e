// What the run page asks for.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { get, type Schemas } from "../../api/client";
import type { RunDetail } from "../../api/types";

/** One run without its series: charts ask for what they show. */
export function useRun(id: string) {
  return useQuery({
    queryKey: ["run", id],
    queryFn: ({ signal }) => get<RunDetail>(`/api/v1/runs/${encodeURIComponent(id)}?series=none`, signal),
  });
}

const LOG_PAGE = 200;
type LogPage = Schemas["Envelope_Page_LogView"]["data"];

/** The log: its first lines came with the run, the next ones when they are wanted. */
export function useLog({ run, logs: first, logs_total: total }: RunDetail) {
  const rest = useInfiniteQuery({
    queryKey: ["run", run.id, "log"],
    queryFn: ({ signal, pageParam }) =>
      get<LogPage>(
        `/api/v1/runs/${encodeURIComponent(run.id)}/logs?page=${pageParam}&page_size=${LOG_PAGE}`,
        signal,
      ),
    // The first page is what came with the run.
    initialPageParam: 2,
    getNextPageParam: (_last, pages) => pages.length + 2,
    enabled: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const logs = useMemo(
    () => [...first, ...(rest.data?.pages ?? []).flatMap(({ items }) => items)],
    [first, rest.data],
  );
  const isWhole = logs.length >= total || first.length < LOG_PAGE;
  return { logs, total, onMore: isWhole ? undefined : () => void rest.fetchNextPage() };
}

/** How often a page that stays open looks whether its run is still there. */
const LOOK_MS = 15_000;

/** Whether the run is still there, and the controller too; asked as cheaply as there is. */
export function useStillThere(id: string, enabled: boolean) {
  return useQuery({
    queryKey: ["run", id, "there"],
    queryFn: ({ signal }) => get(`/api/v1/runs/${encodeURIComponent(id)}/logs?page_size=1`, signal),
    refetchInterval: LOOK_MS,
    retry: false,
    enabled,
  });
}
