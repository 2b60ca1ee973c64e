// The keyboard of every list: `/` goes to the filters, `j` and `k` along the rows. Enter is the link's own.
import { useEffect } from "react";

/** Marks the link of a row. */
export const ROW_LINK = "data-row";
/** Marks the panel of the filters. */
export const FILTER_PANEL = "data-filters";

export function useListKeys(): void {
  useEffect(() => {
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}

function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (event.key === "/") {
    event.preventDefault();
    focusFilters();
  } else if (event.key === "j" || event.key === "k") {
    event.preventDefault();
    step(event.key === "j" ? 1 : -1);
  }
}

function isTyping(target: EventTarget | null): boolean {
  const typed = "input:not([type=checkbox], [type=radio]), select, textarea";
  return target instanceof HTMLElement && target.matches(typed);
}

function focusFilters(): void {
  const panel = document.querySelector<HTMLElement>(`[${FILTER_PANEL}]`);
  if (!panel) return;
  if (panel instanceof HTMLDetailsElement) panel.open = true;
  panel.querySelector<HTMLElement>("select, input")?.focus();
}

function step(direction: number): void {
  const links = [...document.querySelectorAll<HTMLElement>(`[${ROW_LINK}]`)];
  const row = document.activeElement?.closest("tr");
  const at = row ? links.findIndex((link) => row.contains(link)) : -1;
  const next = at < 0 ? (direction > 0 ? 0 : links.length - 1) : at + direction;
  links[Math.max(0, Math.min(links.length - 1, next))]?.focus();
}
