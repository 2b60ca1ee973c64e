// What is being written about a run, and what of it differs from what is known.
import type { RunDetail } from "../../../api/types";
import type { RunChange } from "../../../api/run_changes";

/** The fields as they are typed; tags are separated by commas. */
export interface Draft {
  title: string;
  release: string;
  tags: string;
  notes: string;
  project: string;
}

/** Tags that have a field of their own, or that say where a run took place. */
const BOUND = /^(release|environment):/;

/** Tags that people chose. */
export function plainTags(tags: readonly string[]): string[] {
  return tags.filter((tag) => !BOUND.test(tag));
}

export function draftOf({ run, meta }: Pick<RunDetail, "run" | "meta">, project = ""): Draft {
  return {
    title: run.title,
    release: run.release ?? "",
    tags: plainTags(run.tags).join(", "),
    notes: meta.notes ?? "",
    project,
  };
}

/** What has to be sent so that the run is as the draft says; `null` takes away. */
export function changeOf(draft: Draft, known: Draft): RunChange {
  const differs = (name: keyof Draft) => draft[name].trim() !== known[name].trim();
  const tags = split(draft.tags);
  return {
    ...(differs("title") && { title: draft.title.trim() }),
    ...(differs("release") && { release: draft.release.trim() || null }),
    ...(tags.join() !== split(known.tags).join() && { tags }),
    ...(differs("notes") && { notes: draft.notes.trim() || null }),
    ...(differs("project") && { project: draft.project }),
  };
}

export function isChanged(change: RunChange): boolean {
  return Object.keys(change).length > 0;
}

function split(tags: string): string[] {
  const words = tags.split(/[,，]/).map((tag) => tag.trim());
  return [...new Set(words.filter(Boolean))];
}
