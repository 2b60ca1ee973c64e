import { expect, test } from "vitest";

import { lineOf, lonely, withGaps } from "./line";

test("a hole in time is a gap and no line across it", () => {
  const [at, values] = withGaps([0, 1000, 2000, 9000, 10_000, 11_000], [1, 2, 3, 4, 5, 6]);
  expect(at).toEqual([0, 1000, 2000, 5500, 9000, 10_000, 11_000]);
  expect(values).toEqual([1, 2, 3, null, 4, 5, 6]);
});

test("a series on a slower clock has no gaps", () => {
  expect(withGaps([0, 5000, 10_000], [1, 2, 3])[1]).toEqual([1, 2, 3]);
});

test("jitter is no gap, and a single sample is drawn", () => {
  expect(withGaps([0, 1010, 1990, 3004], [1, 1, 1, 1])[1]).toHaveLength(4);
  const series = { metric: "dom_nodes", source: "Chrome", samples: 1, at_ms: [40], values: [7] };
  expect(lineOf({ pid: 1, series: [series] }, series, 1, 1000)).toMatchObject({
    dots: true,
    top: 7,
    values: [7],
  });
});

test("values that the page reported now and then are dots", () => {
  const series = {
    metric: "inference_time",
    source: "Page",
    samples: 3,
    at_ms: [4000, 9000, 15_000],
    values: [4, 5, 6],
  };
  const line = lineOf({ pid: 0, series: [series] }, series, 1, 1000);
  expect(line).toMatchObject({ dots: true, name: "inference_time", values: [4, 5, 6] });
});

test("a sample between two gaps is not lost", () => {
  expect(lonely([undefined, 5, undefined, null, 4, 4, null, 3, null])).toEqual([1, 7]);
  expect(lonely([])).toEqual([]);
});
