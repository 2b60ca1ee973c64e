// Changes of one run and the links that show it to others.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { get, post, send, shareOf, type Schemas } from "./client";
import type { Run, RunDetail } from "./types";

export type RunChange = Schemas["RunChangeRequest"];
export type Share = Schemas["ShareView"];
type Page<T> = { items: T[] };

const runPath = (id: string) => `/api/v1/runs/${encodeURIComponent(id)}`;

/** Changes what is said of a run, if nobody else did since `seen`. */
export function useChangeRun(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ change, seen }: { change: RunChange; seen: number }) =>
      send<Run>("PATCH", runPath(id), change, seen),
    onSuccess: async (_, { change }) => {
      // In another project it is no longer to be found here.
      const stale = ["runs", "tags", "releases", ...(change.project ? [] : ["run"])];
      await Promise.all(stale.map((key) => refresh(queries, key)));
    },
  });
}

/** Asks for the run as it is now. */
export function useReread(id: string) {
  const queries = useQueryClient();
  return async () => {
    await queries.refetchQueries({ queryKey: ["run", id] });
    return queries.getQueryData<RunDetail>(["run", id]);
  };
}

/** Deletes a run, if nobody changed it since `seen`. */
export function useDeleteRun(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (seen: number) => send("DELETE", runPath(id), undefined, seen),
    onSuccess: () => {
      queries.removeQueries({ queryKey: ["run", id] });
      return Promise.all(["runs", "tags", "releases", "scenarios"].map((key) => refresh(queries, key)));
    },
  });
}

/** Every share of a run, newest first. */
export function useShares(id: string) {
  return useQuery({
    queryKey: ["shares", id],
    queryFn: ({ signal }) => get<Page<Share>>(`${runPath(id)}/shares?page_size=200`, signal),
    select: (page) => page.items,
  });
}

export function useCreateShare(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (seconds: number) =>
      post<Schemas["NewShareView"]>(`${runPath(id)}/shares`, { expires_in_seconds: seconds }),
    onSuccess: () => refresh(queries, "shares"),
  });
}

export function useRevokeShare(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (share: string) => send("DELETE", `${runPath(id)}/shares/${encodeURIComponent(share)}`),
    onSuccess: () => refresh(queries, "shares"),
  });
}

/** The address of a file of a run that a browser, or another program, may ask for without a token for ten minutes. */
export async function openLink(id: string, path: string): Promise<string> {
  const [address = path, query] = path.split("?");
  const share = shareOf(location.search);
  if (share) return `${address}?${new URLSearchParams([...new URLSearchParams(query), ["share", share]])}`;
  const attachment = /\/attachments\/([^/]+)$/.exec(address)?.[1];
  const wanted = attachment === undefined ? {} : { attachment: decodeURIComponent(attachment) };
  const { url } = await post<Schemas["LinkView"]>(`${runPath(id)}/download-link`, wanted);
  return query ? `${url}&${query}` : url;
}

function refresh(queries: ReturnType<typeof useQueryClient>, key: string): Promise<void> {
  return queries.invalidateQueries({ queryKey: [key] });
}
