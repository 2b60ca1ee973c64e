import { expect, test } from "vitest";

import type { Share } from "../../../api/run_changes";
import { inOrder, isOpen } from "./shares";

const NOW = "2026-11-22T08:00:00.000Z";
const share = (id: string, expires_at: string, revoked_at?: string): Share => ({
  id,
  created_by: "ada",
  created_at: NOW,
  expires_at,
  ...(revoked_at && { revoked_at }),
});

test("a share opens its run until it ends or is revoked", () => {
  expect(isOpen(share("a", "2026-11-22T08:00:01.000Z"), NOW)).toBe(true);
  expect(isOpen(share("b", NOW), NOW)).toBe(false);
  expect(isOpen(share("c", "2027-01-01T00:00:00.000Z", NOW), NOW)).toBe(false);
});

test("shares that ended stand behind those that did not", () => {
  const listed = [
    share("gone", NOW),
    share("new", "2027-01-01T00:00:00Z"),
    share("old", "2026-12-01T00:00:00Z"),
  ];
  expect(inOrder(listed, NOW).map(({ id }) => id)).toEqual(["new", "old", "gone"]);
});
