// What the page of one job alone asks for.
import { useQuery, useQueryClient } from "@tanstack/react-query";

import { get, type Schemas } from "../../api/client";
import { jobPath, LIVE_MS, type Session } from "../../api/jobs";

type Log = Schemas["JobLogView"];
export type LogLine = Schemas["JobLogLineView"];

/** Lines that are kept; older ones go. */
export const KEPT_LINES = 5_000;

/** What a manual session watches. */
export function useSession(id: string, enabled: boolean) {
  return useQuery({
    queryKey: ["session", id],
    queryFn: ({ signal }) => get<Session>(`/api/v1/sessions/${encodeURIComponent(id)}`, signal),
    enabled,
    staleTime: Infinity,
  });
}

/** The log of a job: each time, what came since is appended. */
export function useJobLog(id: string, over: boolean) {
  const queries = useQueryClient();
  return useQuery({
    queryKey: ["log", id, over],
    queryFn: async ({ signal }) => {
      let known =
        queries.getQueryData<Log>(["log", id, over]) ?? queries.getQueryData<Log>(["log", id, false]);
      for (;;) {
        const more = await get<Log>(`${jobPath(id)}/log?after=${known?.next ?? 0}`, signal);
        if (known && more.lines.length === 0) return known;
        known = { ...more, lines: [...(known?.lines ?? []), ...more.lines].slice(-KEPT_LINES) };
        if (more.lines.length === 0) return known;
      }
    },
    refetchInterval: over ? false : LIVE_MS,
  });
}
