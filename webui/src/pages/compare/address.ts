// What the page compares, from and to the address: which runs, against which, and how they are seen.
const MOST = 20;

/** By what the series of the runs are aligned. */
export type Align = "start" | "phase" | "iteration";

/** Which runs are compared. */
export interface Chosen {
  /** In the order of the columns. */
  ids: readonly string[];
  /** The one that the others are set against; one of them. */
  reference: string | undefined;
}

export function readChosen(search: string): Chosen {
  const asked = new URLSearchParams(search);
  const all = (asked.get("ids") ?? "").split(",").map((id) => id.trim());
  const ids = [...new Set(all.filter(Boolean))].slice(0, MOST);
  const reference = asked.get("reference")?.trim() ?? "";
  return { ids, reference: ids.includes(reference) ? reference : ids[0] };
}

/** The search of the address with other runs in it; everything else that is seen stays as it is. */
export function withChosen(search: string, { ids, reference }: Chosen): string {
  const parameters = new URLSearchParams(search);
  parameters.delete("reference");
  if (ids.length > 0) parameters.set("ids", ids.join(","));
  else parameters.delete("ids");
  if (reference !== undefined && reference !== ids[0] && ids.includes(reference))
    parameters.set("reference", reference);
  // Commas need no escape, and people read this address.
  return parameters.toString().replaceAll("%2C", ",");
}

/** The page of these runs, the first of them the reference. */
export function addressOfComparison(ids: readonly string[]): string {
  return `/compare?${withChosen("", { ids, reference: ids[0] })}`;
}

/** Without one run; where it was the reference, the first of the others is. */
export function without(chosen: Chosen, id: string): Chosen {
  const ids = chosen.ids.filter((other) => other !== id);
  return { ids, reference: chosen.reference === id ? ids[0] : chosen.reference };
}

/** With one more run; the same run once, and no more than can be compared. */
export function withRun(chosen: Chosen, id: string): Chosen {
  if (chosen.ids.includes(id) || isFull(chosen)) return chosen;
  const ids = [...chosen.ids, id];
  return { ids, reference: chosen.reference ?? ids[0] };
}

export function isFull({ ids }: Chosen): boolean {
  return ids.length >= MOST;
}

/** The alignment in the address, as far as the runs can be aligned by it. */
export function readAlign(value: string | undefined, possible: readonly string[]): Align {
  return value !== undefined && possible.includes(value) && (value === "phase" || value === "iteration")
    ? value
    : "start";
}

/** The question to the API. */
export function queryOf({ ids, reference }: Chosen): string {
  const query = new URLSearchParams({ ids: ids.join(",") });
  if (reference !== undefined && reference !== ids[0]) query.set("reference", reference);
  return query.toString();
}
