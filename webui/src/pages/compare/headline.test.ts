import { expect, test } from "vitest";

import { en, type Key } from "../../i18n/catalog";
import { translate } from "../../i18n/locale";
import { headlineOf } from "./headline";
import type { Comparison } from "./types";

const t = (key: Key, values?: Record<string, string | number>) => translate(en, key, values);
const LEVEL = 100;

interface Cell {
  verdict: string;
  shift?: number;
  kind?: string;
}

const cell = ({ verdict, shift = 0, kind }: Cell) => ({
  n: 10,
  median: LEVEL + shift,
  values: [],
  verdict,
  shift: { shift, low: shift - 2, high: shift + 2, confidence: 0.95, size: Math.abs(shift) / 5 },
  reason: kind && { kind, text: "" },
});

/** A comparison of one reference with as many runs as the rows have cells. */
function comparison(
  rows: Record<string, Cell[]>,
  words: string[],
  unit = "ms",
  direction = "lower_is_better",
) {
  const metrics = Object.entries(rows).map(([metric, cells]) => ({
    metric,
    unit,
    definition: { unit, direction },
    runs: [{ n: 10, median: LEVEL, values: [] }, ...cells.map(cell)],
  }));
  const runs = ["reference", ...words].map((verdict, place) => ({
    run: { id: String(place), scenario: "inference" },
    ...(place > 0 && { verdict: { verdict, summary: "" } }),
  }));
  const differences = [{ key: "browser_version", decisive: true, values: [] }];
  return {
    reference: "0",
    runs,
    metrics,
    differences,
    rules: { min_iterations: 5 },
  } as unknown as Comparison;
}

test("two runs: what changed, by how much, against what", () => {
  const found = headlineOf(
    comparison({ time: [{ verdict: "regressed", shift: 12 }], cpu: [{ verdict: "unchanged" }] }, [
      "regressed",
    ]),
    ["6.7", "6.8"],
    t,
  );
  expect(found.lead).toBe("inference: 6.8 is 12.0 % slower (10.0 to 14.0 %) than 6.7 in time");
  expect(found.rest).toBe("cpu unchanged.");
});

test("many runs: the regressions first, then what could not be judged", () => {
  const rows = {
    time: [
      { verdict: "improved", shift: -20 },
      { verdict: "regressed", shift: 10 },
      { verdict: "inconclusive", kind: "fingerprint_differs" },
    ],
  };
  const found = headlineOf(
    comparison(rows, ["improved", "regressed", "inconclusive"]),
    ["a", "b", "c", "d"],
    t,
  );
  expect(found.lead).toBe("4 runs of inference: c is 10.0 % slower (8.0 to 12.0 %) than a in time");
  expect(found.rest).toBe(
    "b is 20.0 % faster (18.0 to 22.0 %) than a in time; no verdict on d: measured under other conditions (browser_version).",
  );
});

test("what is no time is higher or lower and says which of them is bad", () => {
  const rows = {
    frames: [{ verdict: "regressed", shift: -10 }],
    more: [{ verdict: "regressed", shift: -5 }],
  };
  const found = headlineOf(comparison(rows, ["regressed"], "fps", "higher_is_better"), ["a", "b"], t);
  expect(found.lead).toBe(
    "inference: b is 10.0 % lower (8.0 to 12.0 %) than a in frames, which is worse, and worse in 1 more",
  );
});

test("a run without values says so, whatever the others measured", () => {
  const found = comparison({ time: [{ verdict: "unchanged" }] }, ["inconclusive"]);
  found.metrics[0]!.runs[1] = null;
  expect(headlineOf(found, ["a", "b"], t).lead).toBe(
    "inference: no verdict on b: none of its iterations has a value",
  );
});

test("runs in which nothing was measured say so", () => {
  const found = headlineOf(comparison({}, ["inconclusive"]), ["a", "b"], t);
  expect(found.lead).toBe("inference: no verdict on b: no metric says which way is better");
});
