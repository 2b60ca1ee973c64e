// The theme: what the reader chose, and what it comes to on this screen. The first paint is `public/theme.js`.
import { useSyncExternalStore } from "react";

export type Choice = "light" | "dark" | "auto";
export type Theme = "light" | "dark";

const STORED = "perfsight.theme";
const system = matchMedia("(prefers-color-scheme: dark)");
/** Paper is white. */
const paper = matchMedia("print");
const listeners = new Set<() => void>();

let choice: Choice = firstChoice();
system.addEventListener("change", apply);
paper.addEventListener("change", apply);

function firstChoice(): Choice {
  const asked = new URLSearchParams(location.search).get("theme") ?? localStorage.getItem(STORED);
  return asked === "light" || asked === "dark" ? asked : "auto";
}

function effective(): Theme {
  if (paper.matches) return "light";
  if (choice === "auto") return system.matches ? "dark" : "light";
  return choice;
}

function apply(): void {
  document.documentElement.dataset["theme"] = effective();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function chooseTheme(next: Choice): void {
  choice = next;
  localStorage.setItem(STORED, next);
  apply();
}

export function useChoice(): Choice {
  return useSyncExternalStore(subscribe, () => choice);
}

/** The theme on screen; charts are drawn anew when it changes. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, effective);
}

/** The value of a token, e.g. `--line`, for what is drawn on a canvas. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
