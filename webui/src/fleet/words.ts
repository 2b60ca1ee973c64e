// Which glyph, tone and word stand for the state of a device, of a job and of an attempt.
import type { Key } from "../i18n/catalog";
import { verdictSign, type Sign } from "../verdict/words";

const sign = (glyph: string, tone: Sign["tone"], word: Key): Sign => ({ glyph, tone, word });

const DEVICES: Readonly<Record<string, Sign>> = {
  ready: sign("✓", "neutral", "device.state.ready"),
  busy: sign("▸", "neutral", "device.state.busy"),
  unavailable: sign("!", "worse", "device.state.unavailable"),
  draining: sign("↓", "unsure", "device.state.draining"),
  offline: sign("✕", "worse", "device.state.offline"),
  quarantined: sign("‖", "unsure", "device.state.quarantined"),
};

const JOBS: Readonly<Record<string, Sign>> = {
  queued: sign("…", "unsure", "job.state.queued"),
  assigned: sign("→", "neutral", "job.state.assigned"),
  running: sign("▸", "neutral", "job.state.running"),
  completed: sign("✓", "neutral", "job.state.completed"),
  failed: sign("✕", "worse", "job.state.failed"),
  canceled: sign("–", "neutral", "job.state.canceled"),
  timed_out: sign("✕", "worse", "job.state.timed_out"),
  infrastructure: sign("!", "unsure", "job.state.infrastructure"),
};

const ENDS: Readonly<Record<string, Sign>> = {
  completed: sign("✓", "neutral", "job.state.completed"),
  step_failed: sign("✕", "worse", "job.state.failed"),
  canceled: sign("–", "neutral", "job.state.canceled"),
  timed_out: sign("✕", "worse", "job.state.timed_out"),
  infrastructure: sign("!", "unsure", "job.state.infrastructure"),
  expired: sign("!", "unsure", "attempt.expired"),
};

const UNKNOWN: Sign = { glyph: "?", tone: "unsure", word: "outcome.unknown" };

export const DEVICE_STATES = Object.keys(DEVICES);

export function deviceSign(state: string): Sign {
  return DEVICES[state] ?? UNKNOWN;
}

export function jobSign(state: string): Sign {
  return JOBS[state] ?? UNKNOWN;
}

/** How an attempt ended; one that completed shows the verdict on its run, where there is one. */
export function attemptSign(attempt: {
  end?: string | null | undefined;
  ended_at?: string | null | undefined;
  verdict?: string | null | undefined;
}): Sign {
  if (!attempt.ended_at || !attempt.end) return JOBS["running"]!;
  if (attempt.end === "completed" && attempt.verdict) return verdictSign(attempt.verdict);
  return ENDS[attempt.end] ?? UNKNOWN;
}

/** Whether nothing can change about a job any more. */
export function isOver(state: string): boolean {
  return !["queued", "assigned", "running"].includes(state);
}
