import { expect, test } from "vitest";

import type { Statistic } from "../../api/types";
import { choicesOf, readOrder, sorted, writeOrder } from "./statistics_rows";

const row = (pid: number, process_type: string, source: string, avg: number): Statistic => ({
  pid,
  process_type,
  source,
  metric: source === "OS" ? "cpu_os_usage" : "cpu_chrome_usage",
  unit: "percent",
  count: 1,
  avg,
  min: avg,
  max: avg,
  p50: avg,
  p95: avg,
  p99: avg,
});
const rows = [row(3, "Renderer", "OS", 9), row(2, "Browser", "OS", 5), row(2, "Browser", "Chrome", 9)];

test("rows stand by type and process, both sources of one beside each other", () => {
  const usual = sorted(rows, readOrder(undefined), () => "");
  expect(usual.map(({ pid, source }) => `${pid} ${source}`)).toEqual(["2 Chrome", "2 OS", "3 OS"]);
});

test("a click on a figure brings its largest to the top, another its smallest", () => {
  const first = writeOrder(readOrder(undefined), "avg");
  expect(first).toBe("-avg");
  expect(sorted(rows, readOrder(first), () => "").map(({ avg }) => avg)).toEqual([9, 9, 5]);
  expect(writeOrder(readOrder(first), "avg")).toBe("avg");
  expect(writeOrder(readOrder("avg"), "process")).toBeUndefined();
  expect(readOrder("-nonsense")).toEqual({ by: "process", down: false });
});

test("CPU of both sources is one choice", () => {
  expect(choicesOf(rows)).toEqual([{ key: "cpu", metrics: ["cpu_chrome_usage", "cpu_os_usage"] }]);
});
