import { expect, test } from "vitest";

import { PageReports } from "./page_reports";

const NOW = 1_000_000;

function read(report: unknown, reports = new PageReports()) {
  return reports.read(
    typeof report === "string" ? report : JSON.stringify(report),
    { pid: 41, page: 2 },
    NOW,
  );
}

test("a web vital carries its unit, its meaning and its renderer", () => {
  expect(read({ at: NOW - 5, kind: "vital", key: "web_vitals.lcp", value: 12.5 })).toMatchObject([
    {
      type: "custom_metric",
      timestamp: NOW - 5,
      data: { key: "web_vitals.lcp", value: 12.5, unit: "ms", direction: "lower_is_better", pid: 41 },
    },
  ]);
});

test("event and console prefix give the same metric", () => {
  const json = '{"key":"load_ms","value":12.5,"unit":"ms"}';
  const byEvent = read({ at: NOW, kind: "metric", text: json });
  const byConsole = read({ at: NOW, kind: "console", level: "info", text: `PERFSIGHT ${json}` });
  expect(byEvent).toEqual(byConsole);
  expect(byEvent).toMatchObject([{ data: { key: "load_ms", value: 12.5, unit: "ms", timestamp: NOW } }]);
});

test("what a page leaves unsaid comes from the scenario, or is called unknown", () => {
  const defined = new PageReports({ load_ms: { unit: "ms", meaning: "From start to list" } });
  const report = { at: NOW, kind: "metric", text: '{"key":"load_ms","value":1}' };
  expect(read(report, defined)).toMatchObject([{ data: { unit: "ms", meaning: "From start to list" } }]);
  expect(read(report)).toMatchObject([{ data: { unit: "unknown" } }]);
});

test("console lines keep their level and words", () => {
  expect(read({ at: NOW, kind: "console", level: "warn", text: "slow 3" })).toEqual([
    { type: "console_log", timestamp: NOW, data: { level: "warn", text: "slow 3", source: "console" } },
  ]);
  expect(read({ at: NOW, kind: "console", level: "odd", text: "PERFSIGHTS" })).toMatchObject([
    { data: { level: "info", text: "PERFSIGHTS" } },
  ]);
});

test("what a page forges becomes a line of the log and nothing else", () => {
  for (const report of [
    "",
    "[]",
    "null",
    { kind: "vital" },
    { at: NOW, kind: "vital", key: "web_vitals.lcp", value: -1 },
    { at: NOW, kind: "vital", key: "cpu_time.total", value: 1 },
    { at: NOW, kind: "other" },
    "x".repeat(20_000),
  ]) {
    expect(read(report), JSON.stringify(report)).toMatchObject([
      { type: "console_log", data: { level: "warn" } },
    ]);
  }
});

test("a page cannot date its reports away from now", () => {
  expect(read({ at: 5, kind: "metric", text: '{"key":"a","value":1}' })).toMatchObject([{ timestamp: NOW }]);
});

test("a flood is held back and said once", () => {
  const reports = new PageReports();
  for (let count = 0; count < 205; count += 1) {
    read({ at: NOW, kind: "metric", text: '{"key":"a","value":1}' }, reports);
  }
  expect(reports.heldBack(NOW)).toMatchObject([
    { data: { text: expect.stringContaining("5 values and 0 lines") } },
  ]);
  expect(reports.heldBack(NOW)).toEqual([]);
});

test("the heap stands under the page's number", () => {
  expect(read({ at: NOW, kind: "heap", value: 2048.4 })).toMatchObject([
    { data: { key: "tab.2.js_heap_size", value: 2048, unit: "bytes" } },
  ]);
});
