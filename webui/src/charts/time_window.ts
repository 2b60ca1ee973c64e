// The part of time that all charts of a page show. It moves with the pointer, at most once a frame and past React; where it
// comes to rest, the address takes it over and finer data are asked for.
import { useEffect, useMemo, useSyncExternalStore } from "react";

import type { View, Zoom } from "./view";

/** Without a movement for this long, the window rests. */
const REST_MS = 150;
const LEAST_MS = 20;

export class TimeWindow {
  #range: Zoom;
  #rested: Zoom;
  #whole: Zoom;
  #frame = 0;
  #isMoving = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #moving = new Set<() => void>();
  readonly #resting = new Set<() => void>();
  readonly #chosen = new Set<() => void>();

  constructor(range: Zoom, whole: Zoom) {
    this.#range = this.#rested = clamped(range, whole);
    this.#whole = whole;
  }

  /** What is shown now. */
  get range(): Zoom {
    return this.#range;
  }

  /** Where it came to rest last. */
  get rested(): Zoom {
    return this.#rested;
  }

  /** Everything that there is. */
  get whole(): Zoom {
    return this.#whole;
  }

  get isWhole(): boolean {
    return this.#range[0] <= this.#whole[0] && this.#range[1] >= this.#whole[1];
  }

  /** Shows another part; nothing for everything. */
  readonly show = (range: Zoom | undefined): void => {
    this.#range = clamped(range ?? this.#whole, this.#whole);
    this.#told();
  };

  /** Moves by so many ms, as far as there is something. */
  readonly pan = (by: number): void => {
    const [from, to] = this.#range;
    const step = Math.max(this.#whole[0] - from, Math.min(this.#whole[1] - to, by));
    this.show([from + step, to + step]);
  };

  /** Shows `factor` as much around an instant. */
  readonly zoom = (factor: number, around: number): void => {
    const [from, to] = this.#range;
    this.show([around - (around - from) * factor, around + (to - around) * factor]);
  };

  /** The whole of it, which nobody moves. */
  still(): TimeWindow {
    return new TimeWindow(this.#whole, this.#whole);
  }

  /** What there is has grown, or another address was opened. Moves nothing that the reader is moving. */
  readonly settle = (range: Zoom | undefined, whole: Zoom): void => {
    this.#whole = whole;
    if (this.#isMoving) return;
    const next = clamped(range ?? whole, whole);
    if (next[0] === this.#range[0] && next[1] === this.#range[1]) return;
    this.#range = this.#rested = next;
    for (const listener of [...this.#moving, ...this.#resting]) listener();
  };

  readonly onMove = (listener: () => void): (() => void) => {
    this.#moving.add(listener);
    return () => this.#moving.delete(listener);
  };

  /** The reader has moved it, and it has come to rest. */
  readonly onChosen = (listener: () => void): (() => void) => {
    this.#chosen.add(listener);
    return () => this.#chosen.delete(listener);
  };

  readonly onRest = (listener: () => void): (() => void) => {
    this.#resting.add(listener);
    return () => this.#resting.delete(listener);
  };

  #told(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      for (const listener of this.#moving) listener();
    });
    clearTimeout(this.#timer);
    this.#isMoving = true;
    this.#timer = setTimeout(() => {
      this.#isMoving = false;
      this.#rested = this.#range;
      for (const listener of [...this.#resting, ...this.#chosen]) listener();
    }, REST_MS);
  }
}

/** Part of `whole`, and long enough to be seen. */
export function clamped([from, to]: Zoom, whole: Zoom): Zoom {
  const length = Math.min(Math.max(to - from, LEAST_MS), Math.max(whole[1] - whole[0], LEAST_MS));
  const start = Math.max(whole[0], Math.min(from, whole[1] - length));
  return [start, start + length];
}

/** The window of a page whose address is `view`. */
export function useTimeWindow(view: Pick<View, "zoom" | "setZoom">, whole: Zoom): TimeWindow {
  const { zoom, setZoom } = view;
  // One for the life of the page: charts hold on to it.
  const shown = useMemo(() => new TimeWindow(zoom ?? whole, whole), []);
  const [from, to] = whole;
  useEffect(() => shown.settle(zoom, [from, to]), [shown, zoom?.[0], zoom?.[1], from, to]);
  useEffect(() => shown.onChosen(() => setZoom(shown.isWhole ? undefined : shown.rested)), [shown, setZoom]);
  return shown;
}

/** What the window shows, for parts that are drawn anew with it. */
export function useRange(shown: TimeWindow): Zoom {
  return useSyncExternalStore(shown.onMove, () => shown.range);
}

/** Where the window rests, for what is asked of the controller. */
export function useRested(shown: TimeWindow): Zoom {
  return useSyncExternalStore(shown.onRest, () => shown.rested);
}
