import { expect, test } from "vitest";

import type { Line } from "./line";
import { dotsOf, nearest, placesIn, trace } from "./line_path";

const line = (at: number[], values: (number | null)[], dots = false): Line => ({
  pid: 1,
  name: "a",
  metric: "m",
  source: "OS",
  color: 1,
  dots,
  at,
  values,
});

const path = (drawn: Line, window: [number, number]) => {
  const steps: string[] = [];
  const pen = {
    moveTo: (x: number, y: number) => void steps.push(`M${x},${y}`),
    lineTo: (x: number, y: number) => void steps.push(`L${x},${y}`),
  };
  trace(
    pen,
    drawn,
    window,
    (at) => at,
    (value) => value,
  );
  return steps.join("");
};

test("no line runs across a gap", () => {
  expect(path(line([0, 1, 2, 3, 4], [5, 6, null, 7, 8]), [0, 4])).toBe("M0,5L1,6M3,7L4,8");
});

test("a window draws on to the samples beyond its edges and no farther", () => {
  expect(path(line([0, 10, 20, 30, 40], [1, 2, 3, 4, 5]), [15, 25])).toBe("M10,2L20,3L30,4");
  expect(placesIn([], [0, 1])).toEqual([0, 0]);
});

test("samples alone between gaps and single events are dots", () => {
  expect(dotsOf(line([0, 1, 2, 3], [5, null, 6, 7]), [0, 3])).toEqual([0]);
  expect(dotsOf(line([0, 1], [5, 6], true), [0, 1])).toEqual([0, 1]);
});

test("the crosshair reads the nearest sample and nothing amid a gap or beyond a line's end", () => {
  const drawn = line([0, 100, 150, 200, 300], [1, 2, null, 3, 4]);
  expect(nearest(drawn, 40, 1)).toBe(0);
  expect(nearest(drawn, 149, 10)).toBeUndefined();
  expect(nearest(drawn, 105, 10)).toBe(1);
  expect(nearest(drawn, 400, 10)).toBeUndefined();
  expect(nearest(line([], []), 5, 10)).toBeUndefined();
});
