// The filters of the alerts page, from and to the address. The address alone says what is shown.
export const STATES = ["unresolved", "open", "acknowledged", "resolved", "all"] as const;
const TEXTS = ["scenario", "owner"] as const;
const PAGE_SIZE = 100;

export type State = (typeof STATES)[number];
export type TextFilter = (typeof TEXTS)[number];

/** What the reader asked to see; `-` is nobody among the owners. */
export interface Filters {
  state: State;
  texts: Partial<Record<TextFilter, string>>;
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
    state: STATES.find((state) => state === asked.get("state")) ?? "unresolved",
    texts,
    page: Number.isInteger(page) && page > 0 ? page : 1,
  };
}

/** The address of these filters; what is at its default stays out. */
export function addressOf(filters: Filters): string {
  const search = new URLSearchParams(filters.texts);
  if (filters.state !== "unresolved") search.set("state", filters.state);
  if (filters.page > 1) search.set("page", String(filters.page));
  const text = search.toString();
  return text ? `/alerts?${text}` : "/alerts";
}

/** The question to the API. */
export function queryOf(filters: Filters): string {
  const search = new URLSearchParams(filters.texts);
  if (filters.state !== "all") search.set("state", filters.state);
  search.set("page", String(filters.page));
  search.set("page_size", String(PAGE_SIZE));
  return search.toString();
}

/** A changed filter starts at the first page again. */
export function withText(filters: Filters, name: TextFilter, value: string): Filters {
  const { [name]: _, ...texts } = filters.texts;
  return { ...filters, texts: value ? { ...texts, [name]: value } : texts, page: 1 };
}

export function narrows(filters: Filters): boolean {
  return Object.keys(filters.texts).length > 0;
}
