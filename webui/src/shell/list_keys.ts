// The keyboard of every list: `/` searches, `j` and `k` go along the rows, `x` selects. Enter is the link's own.
import { useEffect, useRef } from "react";

/** Marks the link of a row. */
export const ROW_LINK = "data-row";
/** Marks the panel of the filters. */
export const FILTER_PANEL = "data-filters";
/** Marks the field that `/` goes to; without one it is the first of the filters. */
export const SEARCH_FIELD = "data-search";

/** What a list does whose rows can be selected. */
export interface ListActions {
  /** Selects a row, by its number, or lets it go; with `range`, every row since the last one. */
  toggle: (row: number, range: boolean) => void;
  compare: () => void;
  clear: () => void;
}

export function useListKeys(actions?: ListActions): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event, latest.current);
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}

function onKey(event: KeyboardEvent, actions: ListActions | undefined): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target))
    return;
  if (event.key === "/") {
    event.preventDefault();
    focusSearch();
    return;
  }
  const key = event.key.toLowerCase();
  if (key === "j" || key === "k") {
    event.preventDefault();
    const row = step(key === "j" ? 1 : -1);
    if (event.shiftKey && row !== undefined) actions?.toggle(row, true);
  } else if (key === "x") {
    const row = currentRow();
    if (row !== undefined) actions?.toggle(row, event.shiftKey);
  } else if (key === "c") {
    actions?.compare();
  } else if (event.key === "Escape") {
    actions?.clear();
  }
}

/** Whether a key goes into a text; a box that is ticked takes no letters. */
export function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button"].includes(target.type);
  return target instanceof HTMLElement && /^(SELECT|TEXTAREA)$/.test(target.tagName);
}

function focusSearch(): void {
  const field = document.querySelector<HTMLInputElement>(`[${SEARCH_FIELD}]`);
  if (field) {
    field.focus();
    field.select();
    return;
  }
  const panel = document.querySelector<HTMLElement>(`[${FILTER_PANEL}]`);
  if (!panel) return;
  if (panel instanceof HTMLDetailsElement) panel.open = true;
  panel.querySelector<HTMLElement>("select, input")?.focus();
}

function step(direction: number): number | undefined {
  const links = rowLinks();
  const at = currentRow() ?? (direction > 0 ? -1 : links.length);
  const next = Math.max(0, Math.min(links.length - 1, at + direction));
  links[next]?.focus();
  return links[next] && next;
}

function currentRow(): number | undefined {
  const row = document.activeElement?.closest("tr");
  const at = row ? rowLinks().findIndex((link) => row.contains(link)) : -1;
  return at < 0 ? undefined : at;
}

function rowLinks(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(`[${ROW_LINK}]`)];
}
