// Share links: which of them still open their run, and where they lead.
import type { Share } from "../../../api/run_changes";

/** Whether whoever holds it can still see the run at `now` (RFC 3339, UTC). */
export function isOpen(share: Share, now: string): boolean {
  return !share.revoked_at && Date.parse(share.expires_at) > Date.parse(now);
}

/** Those that still open the run stand first, the newest of each kind at the top. */
export function inOrder(shares: readonly Share[], now: string): Share[] {
  const open = (share: Share) => (isOpen(share, now) ? 0 : 1);
  return [...shares].sort((one, other) => open(one) - open(other));
}
