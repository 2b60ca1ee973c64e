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
  return target instanceof HTMLElement && /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName);
}

function focusFilters(): void {
  const panel = document.querySelector<HTMLDetailsElement>(`[${FILTER_PANEL}]`);
  if (!panel) return;
  panel.open = true;
  panel.querySelector<HTMLElement>("select, input")?.focus();
}

function step(direction: number): void {
  const links = [...document.querySelectorAll<HTMLElement>(`[${ROW_LINK}]`)];
  const row = document.activeElement?.closest("tr");
  const at = row ? links.findIndex((link) => row.contains(link)) : -1;
  const next = at < 0 ? (direction > 0 ? 0 : links.length - 1) : at + direction;
  links[Math.max(0, Math.min(links.length - 1, next))]?.focus();
}
