import { expect, test } from "vitest";

import type { Comparison } from "../types";
import { chunksOf, FIRST, metricsOf } from "./metrics";

const type = (metric: string, source = "OS") => ({ metric, source });
const comparison = (types: unknown[], judged: string[]) =>
  ({
    types,
    metrics: judged.map((metric) => ({ metric, definition: { direction: "lower_is_better" } })),
  }) as unknown as Comparison;

test("the usual charts stand first, then what is judged or comes from the page", () => {
  const types = ["threads", "memory_rss", "cpu_os_usage", "memory_private"].map((metric) => type(metric));
  const page = [type("inference_time", "Page"), type("web_vitals.lcp", "Page")];
  const found = metricsOf(comparison([...types, ...page], ["threads"]));
  expect(found.shown).toEqual(["cpu_os_usage", "memory_private", "inference_time", "threads"]);
  expect(found.more).toEqual(["memory_rss", "web_vitals.lcp"]);
});

test("one question names no more metrics than the API takes", () => {
  const many = Array.from({ length: 50 }, (_, at) => `m${at}`);
  const chunks = chunksOf(["cpu_os_usage", ...many]);
  expect(chunks.map((chunk) => chunk.length)).toEqual([FIRST.length, 24, 24, 2]);
  expect(chunksOf([])).toEqual([[...FIRST]]);
});
