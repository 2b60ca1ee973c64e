import { expect, test } from "vitest";

import { RendererClocks, type PageAnswer } from "./devtools";

function answer(isolate: string, page: number, at: number, seconds: number): PageAnswer {
  return { isolate, page, at, metrics: [{ name: "ProcessTime", value: seconds }] };
}

test("CPU time needs two answers and stands under a key of its own", () => {
  const clocks = new RendererClocks();
  expect(clocks.take([answer("a", 1, 1000, 1)], 1000)).toEqual([]);
  expect(clocks.take([answer("a", 1, 3000, 2)], 3000)).toEqual([
    { type: "data", timestamp: 3000, metrics: { 0: { custom_metrics: { cpu_time_approximate: 50 } } } },
  ]);
});

test("two pages of one renderer count once", () => {
  const clocks = new RendererClocks();
  clocks.take([answer("a", 1, 1000, 1), answer("a", 2, 1000, 1), answer("b", 3, 1000, 5)], 1000);
  clocks.take([answer("a", 1, 2000, 1.5), answer("a", 2, 2000, 1.5), answer("b", 3, 2000, 5.1)], 2000);
  expect(clocks.cpu).toBeCloseTo(60);
});

test("a renderer that began anew gives no share", () => {
  const clocks = new RendererClocks();
  clocks.take([answer("a", 1, 1000, 4)], 1000);
  expect(clocks.take([answer("a", 1, 2000, 1)], 2000)).toEqual([]);
});

test("figures of a page stand under its number", () => {
  const metrics = [
    { name: "JSHeapUsedSize", value: 900 },
    { name: "Nodes", value: 12 },
  ];
  expect(new RendererClocks().take([{ isolate: "a", page: 2, at: 5, metrics }], 5)).toMatchObject([
    { type: "custom_metric", data: { key: "tab.2.js_heap_size", value: 900, unit: "bytes" } },
    { type: "custom_metric", data: { key: "tab.2.dom_nodes", value: 12, unit: "count" } },
  ]);
});
