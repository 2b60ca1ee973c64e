// Changes of many runs in one request, and their undoing.
import { useMutation, useQueryClient, type QueryClient } from "@tanstack/react-query";

import { post, type Schemas } from "./client";
import { forgetDeed, rememberDeed, type Deed } from "./deed";

type Answer = Schemas["BulkView"];

/** A run that is to change, as it was seen. */
export interface Wanted {
  id: string;
  version: number;
  title: string;
}

/** What shows runs, or counts them. */
const STALE = ["runs", "run", "tags", "releases", "scenarios", "values"] as const;

export function useDeleteRuns() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (runs: readonly Wanted[]) => post<Answer>("/api/v1/runs/delete", { runs: runs.map(seen) }),
    onSuccess: (answer, runs) => done(queries, { kind: "deleted", ...told(answer, runs) }),
  });
}

/** Adds a tag to runs (`kind` "tagged"), or takes it away. */
export function useTagRuns() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ runs, kind, tag }: TagChange) =>
      post<Answer>("/api/v1/runs/tag", {
        runs: runs.map(seen),
        [kind === "tagged" ? "add" : "remove"]: [tag],
      }),
    onSuccess: (answer, { runs, kind, tag }) => done(queries, { kind, tag, ...told(answer, runs) }),
  });
}

interface TagChange {
  runs: readonly Wanted[];
  kind: "tagged" | "untagged";
  tag: string;
}

/** Makes the last deed undone. What could be undone of it cannot be undone again. */
export function useUndo() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (deed: Deed) => undo(deed),
    onSuccess: (answer, deed) => {
      forgetDeed();
      const titles = deed.title === undefined ? [] : deed.runs.map(({ id }) => ({ id, title: deed.title! }));
      const { refused, runs } = told(answer, titles);
      return done(queries, { kind: "restored", runs, refused });
    },
  });
}

function undo(deed: Deed): Promise<Answer> {
  if (deed.kind === "deleted")
    return post<Answer>("/api/v1/runs/restore", { ids: deed.runs.map(({ id }) => id) });
  const runs = deed.runs.map(({ id, version }) => ({ id, version }));
  const inverse = deed.kind === "tagged" ? "remove" : "add";
  return post<Answer>("/api/v1/runs/tag", { runs, [inverse]: [deed.tag] });
}

function done(queries: QueryClient, deed: Omit<Deed, "base" | "at">): Promise<unknown> {
  rememberDeed(deed);
  return Promise.all(STALE.map((key) => queries.invalidateQueries({ queryKey: [key] })));
}

function told(answer: Answer, wanted: readonly { id: string; title: string }[]) {
  const titles = new Map(wanted.map(({ id, title }) => [id, title]));
  const runs = answer.done.filter(({ changed }) => changed).map(({ id, version }) => ({ id, version }));
  const only = runs.length === 1 ? titles.get(runs[0]!.id) : undefined;
  const refused = answer.refused.map((refusal) => ({
    ...refusal,
    title: titles.get(refusal.id) ?? refusal.id,
  }));
  return { runs, refused, ...(only !== undefined && { title: only }) };
}

function seen({ id, version }: Wanted) {
  return { id, version };
}
