import { expect, test } from "vitest";

import { runSign, verdictSign } from "./words";

test("every verdict has a glyph of its own", () => {
  const glyphs = ["regressed", "improved", "unchanged", "inconclusive", undefined].map(
    (v) => verdictSign(v).glyph,
  );
  expect(new Set(glyphs).size).toBe(5);
});

test("a run that did not come to its end says so, whatever was judged", () => {
  expect(runSign({ outcome: "failed", verdict: "inconclusive" }).word).toBe("outcome.failed");
  expect(runSign({ outcome: "completed", verdict: "regressed" }).word).toBe("verdict.regressed");
  expect(runSign({ outcome: "unknown", verdict: "unchanged" }).word).toBe("verdict.unchanged");
  expect(runSign({ outcome: "completed" }).word).toBe("verdict.none");
});

test("words of a later version are shown as not known, never as fine", () => {
  expect(verdictSign("sideways").word).toBe("verdict.none");
  expect(runSign({ outcome: "paused" }).word).toBe("outcome.unknown");
});
