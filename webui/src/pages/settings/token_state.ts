// How long a token still opens something. Pure: the time is an argument.
import type { Token } from "../../api/settings";

const SOON_MS = 7 * 24 * 3600 * 1000;

/** `soon`: within a week. */
export type TokenState = "valid" | "soon" | "ended" | "revoked";

export function stateOf(token: Pick<Token, "expires_at" | "revoked_at">, now: number): TokenState {
  if (token.revoked_at) return "revoked";
  if (!token.expires_at) return "valid";
  const left = Date.parse(token.expires_at) - now;
  if (left <= 0) return "ended";
  return left <= SOON_MS ? "soon" : "valid";
}

/** Whether it opens anything. */
export function holds(token: Token, now: number): boolean {
  const state = stateOf(token, now);
  return state === "valid" || state === "soon";
}
