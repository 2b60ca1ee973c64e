import { expect, test } from "vitest";

import { busyPercent } from "./device";

test("busy is what was not idle", () => {
  const before = [
    { idle: 100, total: 200 },
    { idle: 100, total: 200 },
  ];
  const after = [
    { idle: 150, total: 300 },
    { idle: 175, total: 300 },
  ];
  expect(busyPercent(before, after)).toBe(37.5);
});

test("counters that began anew or stand still say nothing", () => {
  const times = [{ idle: 100, total: 200 }];
  expect(busyPercent(times, times)).toBeUndefined();
  expect(busyPercent(times, [{ idle: 1, total: 300 }])).toBeUndefined();
  expect(busyPercent(times, [...times, ...times])).toBeUndefined();
});
