// What the run page asks for.
import { useQuery } from "@tanstack/react-query";

import { get } from "../../api/client";
import type { RunDetail } from "../../api/types";

/** One run with its series thinned to what a screen can show. */
export function useRun(id: string) {
  return useQuery({
    queryKey: ["run", id],
    queryFn: ({ signal }) => get<RunDetail>(`/api/v1/runs/${encodeURIComponent(id)}?max_points=1200`, signal),
  });
}
