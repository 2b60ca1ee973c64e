import { expect, test } from "vitest";

import type { MetricVerdict } from "../../../api/types";
import { en } from "../../../i18n/catalog";
import { translate } from "../../../i18n/locale";
import { evidenceRows } from "./evidence_rows";

const definition = { unit: "ms" } as MetricVerdict["definition"];
const measured = { values: [40.2, 40.6, 41], median: 40.6 };
const rows = (metric: Omit<Parameters<typeof evidenceRows>[0], "definition">) =>
  evidenceRows({ ...metric, definition }, (key, values) => translate(en, key, values));

test("a run without a baseline tells its own numbers", () => {
  expect(rows({ measured })).toEqual([
    ["evidence.median", "40.6 ms (iterations: 3)"],
    ["evidence.run", "40.2 ms, 40.6 ms, 41 ms"],
  ]);
});

test("what was compared tells the comparison between the two sides' values", () => {
  const evidence = {
    baseline_values: [36, 36.2],
    baseline_median: 36.1,
    shift: 4.5,
    shift_low: 4,
    shift_high: 5,
    confidence: 0.957,
    p_exact: true,
    p_value: 0.001,
    p_adjusted: 0.002,
    u_statistic: 6,
    cliffs_delta: 1,
    practical_limit: 1.08,
  };
  const labels = rows({ measured, evidence }).map(([label]) => label);
  expect(labels[0]).toBe("evidence.median");
  expect(labels.slice(-2)).toEqual(["evidence.run", "evidence.baseline"]);
  expect(labels).toContain("evidence.shift");
});

test("a metric that nobody measured has no numbers", () => {
  expect(rows({})).toEqual([]);
});
