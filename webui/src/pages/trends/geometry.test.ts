import { expect, test } from "vitest";

import {
  datePlaces,
  dots,
  extentOf,
  partOf,
  placeAt,
  placeOfTime,
  readable,
  releasesOf,
  xOf,
  yOf,
} from "./geometry";
import type { Trend, TrendRun } from "./queries";

const PLANE = { part: [0, 9], low: 0, high: 100, width: 100, height: 50 } as const;

function run(hour: number, release?: string): TrendRun {
  const at = `2026-11-02T${String(hour).padStart(2, "0")}:00:00Z`;
  return { id: `r${hour}`, created_at: at, outcome: "completed", ...(release && { release }) };
}

function trend(values: (number | null)[]): Trend {
  const none = values.map(() => null);
  return {
    metric: "m",
    unit: "ms",
    meaning: "",
    values,
    low: none,
    high: none,
    counts: [],
    other_unit: 0,
    levels: [],
    changes: [],
    spikes: [],
  };
}

test("runs stand in the middle of their step and are found there", () => {
  expect([xOf(PLANE, 0), xOf(PLANE, 9), yOf(PLANE, 100), yOf(PLANE, 0)]).toEqual([5, 95, 0, 50]);
  expect([placeAt(PLANE, -4), placeAt(PLANE, 14.9), placeAt(PLANE, 400)]).toEqual([0, 1, 9]);
});

test("a zoom shows the runs in it, and everything where it would show one", () => {
  const runs = [run(1), run(2), run(3), run(4)];
  const at = (hour: number) => Date.parse(run(hour).created_at);
  expect(partOf(runs, [at(2), at(3)])).toEqual([1, 2]);
  expect(partOf(runs, [at(2), at(2) + 5])).toEqual([0, 3]);
  expect(partOf([], undefined)).toEqual([0, 0]);
});

test("the axis begins at zero only where that costs little room", () => {
  const [low, high] = extentOf(trend([100, null, 110]), [0, 2]);
  expect(low).toBeGreaterThan(98);
  expect(high).toBeLessThan(112);
  expect(extentOf(trend([10, 60]), [0, 1])[0]).toBe(0);
  expect(extentOf(trend([null]), [0, 0])).toEqual([0, 1]);
  expect(extentOf({ ...trend([100, 900, 110]), spikes: [1] }, [0, 2])[1]).toBeLessThan(112);
  expect(extentOf(trend([5, 5]), [0, 1])[0]).toBeLessThan(5);
});

test("a run without a value has no dot", () => {
  expect(dots(PLANE, [50, null, 100], [0, 1, 2])).toBe("M5.0 25.0h0M25.0 0.0h0");
});

test("releases stand once for runs next to each other", () => {
  const runs = [run(1, "a"), run(2, "a"), run(3), run(4, "b")];
  expect(releasesOf(runs, [0, 3]).map(({ release, from, to }) => [release, from, to])).toEqual([
    ["a", 0, 1],
    [undefined, 2, 2],
    ["b", 3, 3],
  ]);
});

test("an instant lies before the first run after it", () => {
  const runs = [run(1), run(3)];
  expect(
    ["2026-11-02T00:00:00Z", "2026-11-02T02:00:00Z", "2026-11-02T09:00:00Z"].map((at) =>
      placeOfTime(runs, at),
    ),
  ).toEqual([-0.5, 0.5, 1.5]);
});

test("dates stand evenly and labels never on each other", () => {
  expect(datePlaces([10, 19], 3)).toEqual([10, 14, 18]);
  expect(
    readable([
      { x: 0, width: 40 },
      { x: 30, width: 10 },
      { x: 50, width: 10 },
    ]),
  ).toEqual([true, false, true]);
});
