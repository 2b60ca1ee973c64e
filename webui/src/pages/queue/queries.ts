// What the queue page alone asks for.
import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { get, type Schemas } from "../../api/client";
import { LIVE_MS } from "../../api/jobs";

type JobPage = Schemas["Envelope_Page_JobView"]["data"];
const OVER = "completed,failed,canceled,timed_out,infrastructure";
const SHOWN = 20;

/** Jobs that are over, the one that ended last first. */
export function useEnded() {
  return useQuery({
    queryKey: ["jobs", "ended"],
    queryFn: ({ signal }) => get<JobPage>(`/api/v1/jobs?state=${OVER}&page_size=50`, signal),
    select: ({ items }) =>
      items
        .toSorted((one, other) => Date.parse(other.ended_at ?? "") - Date.parse(one.ended_at ?? ""))
        .slice(0, SHOWN),
    placeholderData: keepPreviousData,
    refetchInterval: LIVE_MS,
  });
}
