// The filters of the runs page, from and to the address. The address alone says what is shown.
import { spanOf } from "./ranges";

const TEXTS = [
  "search",
  "release",
  "scenario",
  "verdict",
  "outcome",
  "build",
  "environment",
  "platform",
  "device",
  "range",
  "from",
  "to",
] as const;
/** How many runs a page may have. */
export const SIZES = [25, 50, 100, 200] as const;
const NEWEST_FIRST = "-created_at";
/** Orders that begin with the largest: the newest, the longest, the worst. */
const DESCENDING_FIRST: readonly SortKey[] = ["created_at", "duration", "verdict", "release", "build"];

export type TextFilter = (typeof TEXTS)[number];
export type SortKey =
  "created_at" | "duration" | "title" | "scenario" | "release" | "build" | "device" | "verdict";

/** What the reader asked to see. `from` and `to` are days (`2026-11-22`) of the reader's zone, both inclusive; `range` names
 * a span that ends now, in their place. */
export interface Filters {
  texts: Partial<Record<TextFilter, string>>;
  tags: readonly string[];
  sort: string;
  size: number;
  page: number;
}

export function readFilters(search: string): Filters {
  const asked = new URLSearchParams(search);
  const texts: Filters["texts"] = {};
  for (const name of TEXTS) {
    const value = asked.get(name);
    if (value) texts[name] = value;
  }
  const page = Number(asked.get("page"));
  const size = Number(asked.get("size"));
  return {
    texts,
    tags: (asked.get("tags") ?? "").split(",").filter(Boolean),
    sort: asked.get("sort") || NEWEST_FIRST,
    size: SIZES.find((known) => known === size) ?? SIZES[0],
    page: Number.isInteger(page) && page > 0 ? page : 1,
  };
}

/** The search of the address of these filters; what is at its default stays out. */
export function searchOf(filters: Filters): string {
  const search = parameters(filters);
  if (filters.sort !== NEWEST_FIRST) search.set("sort", filters.sort);
  if (filters.size !== SIZES[0]) search.set("size", String(filters.size));
  if (filters.page > 1) search.set("page", String(filters.page));
  return search.toString();
}

export function addressOf(filters: Filters): string {
  const text = searchOf(filters);
  return text ? `/runs?${text}` : "/runs";
}

/** The question to the API: days and spans become instants. */
export function queryOf(filters: Filters, now: Date): string {
  const search = parameters(filters);
  search.delete("range");
  const span = spanOf(filters.texts, now);
  for (const name of ["from", "to"] as const) {
    const instant = span[name];
    if (instant) search.set(name, instant.toISOString());
    else search.delete(name);
  }
  search.set("sort", filters.sort);
  search.set("page", String(filters.page));
  search.set("page_size", String(filters.size));
  return search.toString();
}

/** The question how many of these runs have a verdict. */
export function countQuery(filters: Filters, verdict: string, now: Date): string {
  const search = new URLSearchParams(queryOf(withText({ ...filters, page: 1 }, "verdict", verdict), now));
  search.set("page_size", "1");
  return search.toString();
}

/** A changed filter starts at the first page again. Days and a span that ends now exclude each other. */
export function withText(filters: Filters, name: TextFilter, value: string): Filters {
  const texts = { ...filters.texts };
  if (name === "range") {
    delete texts.from;
    delete texts.to;
  }
  if (name === "from" || name === "to") delete texts.range;
  if (value) texts[name] = value;
  else delete texts[name];
  return { ...filters, texts, page: 1 };
}

export function withTag(filters: Filters, tag: string, on: boolean): Filters {
  const others = filters.tags.filter((other) => other !== tag);
  return { ...filters, tags: on ? [...others, tag] : others, page: 1 };
}

/** The order after a click on a column. */
export function nextSort(current: string, key: SortKey): string {
  if (current === key) return `-${key}`;
  if (current === `-${key}`) return key;
  return DESCENDING_FIRST.includes(key) ? `-${key}` : key;
}

export function narrows(filters: Filters): boolean {
  return filters.tags.length > 0 || Object.keys(filters.texts).length > 0;
}

export function cleared(filters: Filters): Filters {
  return { ...filters, texts: {}, tags: [], page: 1 };
}

function parameters(filters: Filters): URLSearchParams {
  const search = new URLSearchParams();
  for (const name of TEXTS) {
    const value = filters.texts[name];
    if (value) search.set(name, value);
  }
  if (filters.tags.length > 0) search.set("tags", filters.tags.join(","));
  return search;
}
