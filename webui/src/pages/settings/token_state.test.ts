import { expect, test } from "vitest";

import { stateOf } from "./token_state";

const NOW = Date.parse("2026-11-22T08:00:00Z");

test("a token holds until it ends or somebody ends it, and its last week is told apart", () => {
  expect(stateOf({}, NOW)).toBe("valid");
  expect(stateOf({ expires_at: "2027-11-22T08:00:00Z" }, NOW)).toBe("valid");
  expect(stateOf({ expires_at: "2026-11-29T08:00:00Z" }, NOW)).toBe("soon");
  expect(stateOf({ expires_at: "2026-11-22T08:00:00Z" }, NOW)).toBe("ended");
  expect(stateOf({ expires_at: "2027-11-22T08:00:00Z", revoked_at: "2026-01-01T00:00:00Z" }, NOW)).toBe(
    "revoked",
  );
});
