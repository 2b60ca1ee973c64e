import { expect, test } from "vitest";

import { describeThinning, planThinning, type Entry } from "./thinning";
import type { FrameKind } from "../wire/frames";

function entries(count: number, kind: FrameKind = "data", seq: number | null = null): Entry[] {
  return Array.from({ length: count }, (_, order) => ({ order, seq, kind, size: 10, at: order * 1000 }));
}

test("nothing goes while there is room", () => {
  expect(planThinning(entries(100), { frames: 100, size: 1000 })).toBeUndefined();
});

test("older samples get sparser and the newest stay whole", () => {
  const plan = planThinning(entries(101), { frames: 100, size: 10_000 });
  expect(plan?.orders.length).toBeGreaterThanOrEqual(11);
  expect(plan?.orders.slice(0, 3)).toEqual([1, 3, 5]);
  expect(Math.max(...(plan?.orders ?? []))).toBeLessThan(51);
});

test("what was sent once stays, whatever it costs", () => {
  expect(planThinning(entries(200, "data", 7), { frames: 100, size: 10_000 })).toBeUndefined();
});

test("without samples the oldest lines go, then the rest, and never a mark", () => {
  const lines = planThinning(entries(101, "console_log"), { frames: 100, size: 10_000 });
  expect(lines).toMatchObject({ lines: 11, samples: 0, others: 0 });
  expect(lines?.orders[0]).toBe(0);
  expect(planThinning(entries(101, "custom_metric"), { frames: 100, size: 10_000 })?.others).toBe(11);
  expect(planThinning(entries(101, "mark"), { frames: 100, size: 10_000 })).toBeUndefined();
});

test("a thinning by size ends under the limit and says what it took", () => {
  const all = entries(1000);
  const plan = planThinning(all, { frames: 10_000, size: 2000 });
  const left = all.filter((entry) => !plan?.orders.includes(entry.order));
  expect(left.length * 10).toBeLessThanOrEqual(1800);
  expect(plan === undefined ? "" : describeThinning(plan)).toMatch(
    /^the server was away .* \d+ samples between 1970-/,
  );
});
