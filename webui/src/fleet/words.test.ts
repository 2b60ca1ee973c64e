import { expect, test } from "vitest";

import { attemptSign, deviceSign, isOver, jobSign } from "./words";

test("an attempt that completed shows the verdict on its run", () => {
  const ended_at = "2026-11-22T09:00:00Z";
  expect(attemptSign({ end: "completed", ended_at, verdict: "regressed" }).glyph).toBe("▲");
  expect(attemptSign({ end: "completed", ended_at }).glyph).toBe("✓");
  expect(attemptSign({ end: "expired", ended_at, verdict: "regressed" }).word).toBe("attempt.expired");
  expect(attemptSign({}).word).toBe("job.state.running");
});

test("a state of a later controller is unknown, not wrong", () => {
  expect([deviceSign("asleep"), jobSign("asleep")].map(({ glyph }) => glyph)).toEqual(["?", "?"]);
});

test("what is under way is not over", () => {
  expect(["queued", "assigned", "running", "failed", "canceled"].map(isOver)).toEqual([
    false,
    false,
    false,
    true,
    true,
  ]);
});
