import { expect, test } from "vitest";

import type { ComparedMetric } from "../types";
import { toldOf } from "./words";

const shift = { shift: 12, low: 10, high: 14, confidence: 0.95, practical_limit: 5, size: 2.4 };
const base = { n: 10, median: 100, values: [100] };
const row = (...runs: unknown[]) => ({ metric: "time", unit: "ms", runs }) as unknown as ComparedMetric;

test("a change is told against the reference's median", () => {
  const told = toldOf(row(base, { ...base, shift, verdict: "regressed" }), 1, 0);
  expect([told.change, told.sign.glyph, told.lack]).toEqual(["+12.0 %", "▲", undefined]);
});

test("what is missing is said and never shown as zero", () => {
  expect(toldOf(row(base, null), 1, 0)).toMatchObject({ change: undefined, lack: "compare.lack.run" });
  expect(toldOf(row(null, base), 1, 0)).toMatchObject({ change: undefined, lack: "compare.lack.reference" });
  expect(toldOf(row(base, { ...base, other_unit: "s" }), 1, 0).lack).toBe("compare.lack.unit");
  const few = { ...base, shift, reason: { kind: "too_few_iterations", text: "" } };
  expect(toldOf(row(base, few), 1, 0).lack).toBe("compare.lack.data");
  expect(toldOf(row(base, { ...base, shift: { ...shift, confidence: 0 } }), 1, 0).lack).toBe(
    "compare.lack.data",
  );
});
