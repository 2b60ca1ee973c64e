// What was last done to many runs, for as long as it can be undone: kept with the tab, so that leaving the page loses nothing.
import { useSyncExternalStore } from "react";

import type { Schemas } from "./client";
import { baseOf } from "./project";

const STORED = "perfsight.deed";
/** The controller keeps deleted runs for so long. */
const KEPT_MS = 24 * 3_600_000;

export type Refusal = Schemas["BulkRefusedView"] & { title: string };

/** Something that was done, to runs of the project at `base`; `at` in ms of the epoch. */
export interface Deed {
  kind: "deleted" | "restored" | "tagged" | "untagged";
  base: string;
  at: number;
  /** The runs that are different now. */
  runs: readonly { id: string; version: number }[];
  /** The title of the run, where it was one. */
  title?: string;
  tag?: string;
  /** Runs that stayed as they were. */
  refused: readonly Refusal[];
}

const listeners = new Set<() => void>();
let read: { text: string | null; deed: Deed | undefined } = { text: null, deed: undefined };

/** Remembers what was done, in place of what was done before. */
export function rememberDeed(deed: Omit<Deed, "base" | "at">): void {
  const whole: Deed = { ...deed, base: baseOf(location.pathname), at: Date.now() };
  sessionStorage.setItem(STORED, JSON.stringify(whole));
  publish();
}

export function forgetDeed(): void {
  sessionStorage.removeItem(STORED);
  publish();
}

/** The last deed in this project, if it can still be undone. */
export function useDeed(): Deed | undefined {
  const deed = useSyncExternalStore(subscribe, stored);
  return deed && deed.base === baseOf(location.pathname) && isFresh(deed, Date.now()) ? deed : undefined;
}

export function isFresh(deed: Deed, now: number): boolean {
  return now - deed.at < KEPT_MS;
}

function stored(): Deed | undefined {
  const text = sessionStorage.getItem(STORED);
  if (text !== read.text) read = { text, deed: text === null ? undefined : (JSON.parse(text) as Deed) };
  return read.deed;
}

function publish(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
