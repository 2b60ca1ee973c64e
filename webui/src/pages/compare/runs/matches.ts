// Which runs a search finds. Never asks the API: it looks through what is there.
import type { Run } from "../../../api/types";

const MOST = 12;
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Runs in which every word occurs, those of `scenario` first, without those that are there already. */
export function matchesOf(
  runs: readonly Run[],
  search: string,
  taken: readonly string[],
  scenario: string | undefined,
): Run[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = runs.filter((run) => {
    if (taken.includes(run.id)) return false;
    const text = [run.title, run.scenario, run.release, run.build_id, run.device, run.id, ...run.tags]
      .join(" ")
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const near = (run: Run) => Number(run.scenario === scenario);
  return found.sort((one, other) => near(other) - near(one)).slice(0, MOST);
}

/** The id that somebody pasted, or the address of a run's page; it may be older than what is looked through. */
export function pastedId(search: string): string | undefined {
  const last =
    search
      .trim()
      .replace(/[?#].*$/, "")
      .split("/")
      .pop() ?? "";
  return ID.test(last) ? last.toLowerCase() : undefined;
}
