import { expect, test } from "vitest";

import { fileName } from "./file_name";

test("a file is named after its run and its chart", () => {
  expect(fileName("scroll 0192-ab", "CPU Renderer", "csv")).toBe("scroll-0192-ab-CPU-Renderer.csv");
});

test("names in any script stay, and nothing in them is a path", () => {
  expect(fileName("滚动 тест", "ذاكرة", "png")).toBe("滚动-тест-ذاكرة.png");
  expect(fileName("../../etc/passwd", "<b>", "svg")).toBe("etc-passwd-b.svg");
  expect(fileName("…", "/", "svg")).toBe("chart.svg");
  expect(fileName("x".repeat(500), "y", "csv")).toHaveLength(104);
});
