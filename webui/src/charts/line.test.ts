import { expect, test } from "vitest";

import { figuresOf, spliced } from "./line";

const coarse = { at: [0, 10, 20, 30, 40], values: [1, 2, null, 4, 5] };

test("finer data take the place of coarser ones within their stretch alone", () => {
  const fine = { at: [9, 12, 14, 27], values: [7, 8, 9, 6] };
  expect(spliced(coarse, fine, [10, 25])).toEqual({
    at: [0, 9, 12, 14, 27, 30, 40],
    values: [1, 7, 8, 9, 6, 4, 5],
  });
});

test("a stretch in which nothing was measured stays empty", () => {
  expect(spliced(coarse, { at: [], values: [] }, [5, 25])).toEqual({ at: [0, 30, 40], values: [1, 4, 5] });
  expect(spliced({ at: [], values: [] }, coarse, [0, 40])).toEqual(coarse);
});

test("every sample of every line is a figure, and a gap is an empty cell", () => {
  const part = { metric: "cpu", color: 1, dots: false };
  const figures = figuresOf(
    [
      { ...part, pid: 7, name: "Inbox", source: "OS", at: [0, 5], values: [1, null] },
      { ...part, pid: 8, name: "8", source: "Chrome", at: [5], values: [3] },
    ],
    "percent",
  );
  expect(figures.columns.map(({ name }) => name)).toEqual(["time", "Inbox 7 OS", "8 Chrome"]);
  expect(figures.rows).toEqual([
    [0, 1, null],
    [5, null, 3],
  ]);
});
