import { expect, test } from "vitest";

import type { Slot } from "../types";
import { bandsOf, slotName } from "./slots";

const t = (key: string) => key;
const slot = (name: string, number: number) =>
  ({ name, number, start_ms: number, end_ms: number + 1 }) as Slot;

test("stretches are named as their runs name them", () => {
  expect(slotName(slot("load", 1), t)).toBe("load");
  expect(slotName(slot("load", 2), t)).toBe("load 2");
  expect(slotName(slot("iteration", 3), t)).toBe("3");
  expect(slotName(slot("warm-up", 1), t)).toBe("run.iterations.warmup 1");
});

test("every other stretch is shaded and all that warm up are marked", () => {
  const slots = [slot("warm-up", 1), slot("warm-up", 2), slot("iteration", 1), slot("iteration", 2)];
  expect(bandsOf(slots).map(({ index, warmup }) => [index, warmup])).toEqual([
    [0, true],
    [1, true],
    [2, false],
  ]);
});
