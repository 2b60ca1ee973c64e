// The connection of a run: down, being opened, greeted, open. Decides; touches no socket and no clock.
import { backoffMs } from "./backoff";

/** A server that does not let us in within this time is tried again. */
const OPENING_LIMIT_MS = 15_000;
/** Frames that nobody acknowledges for this long are a sign of a dead connection. */
const SILENCE_LIMIT_MS = 20_000;

export type LinkState =
  | { kind: "down"; retryAt: number; failures: number }
  | { kind: "opening"; until: number; failures: number }
  | { kind: "greeting"; until: number; failures: number }
  | { kind: "open" }
  | { kind: "finished" };

export type LinkInput =
  | { kind: "tick"; unacknowledgedSince: number | undefined }
  | { kind: "opened" }
  | { kind: "admitted" }
  | { kind: "closed"; chance: number }
  | { kind: "finish" };

export type LinkEffect = "connect" | "greet" | "flush" | "disconnect";

export const FRESH_LINK: LinkState = { kind: "down", retryAt: 0, failures: 0 };

export function stepLink(state: LinkState, input: LinkInput, now: number): [LinkState, LinkEffect[]] {
  if (state.kind === "finished") return [state, []];
  switch (input.kind) {
    case "tick":
      return tick(state, input.unacknowledgedSince, now);
    case "opened":
      if (state.kind !== "opening") return [state, []];
      return [{ kind: "greeting", until: now + OPENING_LIMIT_MS, failures: state.failures }, ["greet"]];
    case "admitted":
      return state.kind === "greeting" ? [{ kind: "open" }, ["flush"]] : [state, []];
    case "closed": {
      if (state.kind === "down") return [state, []];
      const failures = state.kind === "open" ? 0 : state.failures;
      const retryAt = now + backoffMs(failures, input.chance);
      return [{ kind: "down", retryAt, failures: failures + 1 }, []];
    }
    case "finish":
      return [{ kind: "finished" }, state.kind === "down" ? [] : ["disconnect"]];
  }
}

function tick(state: LinkState, since: number | undefined, now: number): [LinkState, LinkEffect[]] {
  switch (state.kind) {
    case "down":
      if (now < state.retryAt) return [state, []];
      return [{ kind: "opening", until: now + OPENING_LIMIT_MS, failures: state.failures }, ["connect"]];
    case "opening":
    case "greeting":
      return [state, now < state.until ? [] : ["disconnect"]];
    case "open":
      return [state, since !== undefined && now - since > SILENCE_LIMIT_MS ? ["disconnect"] : []];
    case "finished":
      return [state, []];
  }
}

/** When the next tick is due, epoch ms; absent where only the server or a frame moves things on. */
export function linkDeadline(state: LinkState, unacknowledgedSince: number | undefined): number | undefined {
  switch (state.kind) {
    case "down":
      return state.retryAt;
    case "opening":
    case "greeting":
      return state.until;
    case "open":
      return unacknowledgedSince === undefined ? undefined : unacknowledgedSince + SILENCE_LIMIT_MS + 1;
    case "finished":
      return undefined;
  }
}
