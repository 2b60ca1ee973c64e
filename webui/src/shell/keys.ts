// Which keys the page that is shown knows. Pages tell theirs; the help shows them.
import { useEffect, useSyncExternalStore } from "react";

import type { Key } from "../i18n/catalog";

/** One line of the help: keys, and what they do. */
export interface KeyLine {
  keys: readonly string[];
  does: Key;
}

const told = new Set<readonly KeyLine[]>();
const listeners = new Set<() => void>();
let shown: readonly KeyLine[] = [];

/** Tells the keys of a page for as long as it is shown. `lines` is a constant of its module. */
export function useKeyHelp(lines: readonly KeyLine[]): void {
  useEffect(() => {
    told.add(lines);
    publish();
    return () => {
      told.delete(lines);
      publish();
    };
  }, [lines]);
}

/** The keys that are known now. */
export function useToldKeys(): readonly KeyLine[] {
  return useSyncExternalStore(subscribe, () => shown);
}

function publish(): void {
  shown = [...told].flat();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
