// What every source of samples offers to the run, and what the run offers to it.
import type { RunFrame } from "../wire/frames";

/** Reads one part of the browser while a run lasts. */
export interface Source {
  start(): void | Promise<void>;
  stop(): void | Promise<void>;
}

export type Emit = (frames: readonly RunFrame[]) => void;
