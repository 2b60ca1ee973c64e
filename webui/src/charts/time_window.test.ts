import { expect, test, vi } from "vitest";

import { clamped, TimeWindow } from "./time_window";

test("a window stays within what there is, and long enough to be seen", () => {
  expect(clamped([-50, 50], [0, 1000])).toEqual([0, 100]);
  expect(clamped([990, 1090], [0, 1000])).toEqual([900, 1000]);
  expect(clamped([500, 500], [0, 1000])).toEqual([500, 520]);
  expect(clamped([-5, 5000], [0, 1000])).toEqual([0, 1000]);
});

test("charts follow once a frame, the address when the window rests", () => {
  vi.useFakeTimers();
  const frames: (() => void)[] = [];
  vi.stubGlobal("requestAnimationFrame", (frame: () => void) => frames.push(frame));
  const shown = new TimeWindow([0, 100], [0, 1000]);
  const [moved, rested] = [vi.fn(), vi.fn()];
  shown.onMove(moved);
  shown.onRest(rested);
  for (let step = 0; step < 5; step += 1) shown.pan(10);
  expect(frames).toHaveLength(1);
  frames.pop()!();
  expect([moved.mock.calls.length, rested.mock.calls.length, shown.range]).toEqual([1, 0, [50, 150]]);
  vi.advanceTimersByTime(200);
  expect([rested.mock.calls.length, shown.rested]).toEqual([1, [50, 150]]);
  shown.pan(-1e9);
  expect(shown.range).toEqual([0, 100]);
  shown.zoom(0.5, 50);
  expect(shown.range).toEqual([25, 75]);
  shown.show(undefined);
  expect(shown.isWhole).toBe(true);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});
