import { expect, test } from "vitest";

import type { Change, Trend } from "./queries";
import { nameOf, sizeOf, storyOf } from "./story";

function change(meaning: string, kind = "step", matters = true): Change {
  return {
    index: 5,
    run_id: "r5",
    last_before: 4,
    before: 100,
    after: 112,
    percent: 12,
    shift_low: 11,
    shift_high: 13,
    meaning,
    kind,
    matters,
    limit: 5,
  };
}

function trend(changes: Change[], values: (number | null)[] = [1, null, 2]): Trend {
  return {
    metric: "inference_time",
    unit: "ms",
    meaning: "",
    values,
    low: [],
    high: [],
    counts: [],
    other_unit: 0,
    levels: [],
    changes,
    spikes: [],
  };
}

test("the last change that matters is the story", () => {
  const check = (changes: Change[], kind: string) => expect(storyOf(trend(changes)).kind).toBe(kind);
  expect(storyOf(trend([], [1, 1, 1, 1, 1])).kind).toBe("steady");
  expect(storyOf(trend([], [1, 1, 1, 1, null])).kind).toBe("few");
  check([change("worse")], "worse");
  check([change("worse"), change("better", "recovered")], "recovered");
  check([change("better"), change("worse", "recovered")], "worse");
  check([change("worse"), change("better", "step", false)], "worse");
  check([change("neither")], "moved");
  expect(storyOf(trend([], [null]))).toEqual({ kind: "empty", count: 0 });
});

test("a run is called by what it tells", () => {
  const run = { id: "r", created_at: "2026-11-02T00:00:00Z", outcome: "completed" };
  expect(nameOf({ ...run, build_id: "b1", release: "6.8.0" })).toBe("both");
  expect(nameOf(run)).toBe("neither");
});

test("a size has one digit behind the point until it needs none", () => {
  expect(sizeOf({ ...change("worse"), percent: -11.84 })).toBe("11.8 %");
  expect(sizeOf({ ...change("worse"), percent: 250.4 })).toBe("250 %");
  const { percent: _, ...without } = change("worse");
  expect(sizeOf(without)).toBeUndefined();
});
