// The filters of the runs page, from and to the address. The address alone says what is shown.
const TEXTS = [
  "release",
  "scenario",
  "verdict",
  "outcome",
  "build",
  "environment",
  "platform",
  "device",
  "from",
  "to",
] as const;
const PAGE_SIZE = 25;
const NEWEST_FIRST = "-created_at";

export type TextFilter = (typeof TEXTS)[number];
export type SortKey = "created_at" | "duration" | "title" | "scenario";

/** What the reader asked to see. `from` and `to` are days (`2026-11-22`) of the reader's zone, both inclusive. */
export interface Filters {
  texts: Partial<Record<TextFilter, string>>;
  tags: readonly string[];
  sort: string;
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
  return {
    texts,
    tags: (asked.get("tags") ?? "").split(",").filter(Boolean),
    sort: asked.get("sort") || NEWEST_FIRST,
    page: Number.isInteger(page) && page > 0 ? page : 1,
  };
}

/** The address of these filters; what is at its default stays out. */
export function addressOf(filters: Filters): string {
  const search = parameters(filters);
  if (filters.sort !== NEWEST_FIRST) search.set("sort", filters.sort);
  if (filters.page > 1) search.set("page", String(filters.page));
  const text = search.toString();
  return text ? `/runs?${text}` : "/runs";
}

/** The question to the API: days become instants. */
export function queryOf(filters: Filters): string {
  const search = parameters(filters);
  for (const [name, days] of [
    ["from", 0],
    ["to", 1],
  ] as const) {
    const instant = midnight(filters.texts[name], days);
    if (instant) search.set(name, instant);
    else search.delete(name);
  }
  search.set("sort", filters.sort);
  search.set("page", String(filters.page));
  search.set("page_size", String(PAGE_SIZE));
  return search.toString();
}

/** The question how many of these runs have a verdict. */
export function countQuery(filters: Filters, verdict: string): string {
  const search = new URLSearchParams(queryOf(withText({ ...filters, page: 1 }, "verdict", verdict)));
  search.set("page_size", "1");
  return search.toString();
}

/** A changed filter starts at the first page again. */
export function withText(filters: Filters, name: TextFilter, value: string): Filters {
  const texts = { ...filters.texts };
  if (value) texts[name] = value;
  else delete texts[name];
  return { ...filters, texts, page: 1 };
}

export function withTag(filters: Filters, tag: string, on: boolean): Filters {
  const others = filters.tags.filter((other) => other !== tag);
  return { ...filters, tags: on ? [...others, tag] : others, page: 1 };
}

/** The order after a click on a column: descending first for times and lengths, ascending for names. */
export function nextSort(current: string, key: SortKey): string {
  const descendingFirst = key === "created_at" || key === "duration";
  if (current === key) return `-${key}`;
  if (current === `-${key}`) return key;
  return descendingFirst ? `-${key}` : key;
}

export function narrows(filters: Filters): boolean {
  return filters.tags.length > 0 || Object.keys(filters.texts).length > 0;
}

export function cleared(filters: Filters): Filters {
  return { texts: {}, tags: [], sort: filters.sort, page: 1 };
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

function midnight(day: string | undefined, later: number): string | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day ?? "");
  if (!parts) return undefined;
  const date = new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]) + later);
  return date.toISOString();
}
