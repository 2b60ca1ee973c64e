import { afterAll, beforeAll, expect, test } from "vitest";

import { Chromium } from "./chromium";
import { Extension, variant } from "./extension";
import { servePage } from "./page_server";
import { RunServer, TOKEN, type RecordedRun } from "./run_server";
import { until } from "./until";

let server: RunServer;
let page: Awaited<ReturnType<typeof servePage>>;
let browser: Chromium;
const extensions: Record<string, Extension> = {};

beforeAll(async () => {
  [server, page] = await Promise.all([RunServer.start(), servePage()]);
  // One browser holds both: each extension is a world of its own.
  browser = await Chromium.start([await variant(["processes", "debugger"]), await variant(["processes"])]);
  const workers = await browser.serviceWorkers(2);
  await browser.open(`${page.address}early`);
  for (const worker of workers) {
    const about = (name: string) => ({ scenario: `shop-${name}`, fallback: name });
    const extension = await Extension.of(browser, worker.url, (permissions) => ({
      server: server.address,
      token: TOKEN,
      ...about(permissions.includes("debugger") ? "debugger" : "performance"),
    }));
    await extension.start();
    extensions[extension.settings.fallback ?? ""] = extension;
  }
  await browser.open(page.address);
});

afterAll(async () => {
  await browser?.end();
  await Promise.all([server?.end(), page?.end()]);
});

function runOf(name: string): Promise<RecordedRun> {
  return until(`the run of ${name}`, () =>
    server.runs.find(({ hello }) => hello.scenario === `shop-${name}`),
  );
}

function keysOf(run: RecordedRun): Set<string> {
  return new Set(
    run.frames.flatMap((frame) => [
      ...(frame.type === "custom_metric" ? [frame.data.key] : []),
      ...Object.keys(frame.metrics?.["0"]?.custom_metrics ?? {}),
    ]),
  );
}

test("without chrome.processes pages alone are measured, and the run says so", async () => {
  const run = await runOf("performance");
  const wanted = [
    "cart.items",
    "load_ms",
    "web_vitals.fcp",
    "early.items",
    "tab.2.js_heap_size",
    "device.cpu_usage",
  ];
  for (const key of wanted) await until(`\`${key}\` comes`, () => keysOf(run).has(key));
  expect(run.hello.collection.fallbacks).toEqual([
    { wanted: "processes", used: "performance", reason: expect.stringContaining("permission was not given") },
  ]);
  expect(keysOf(run).has("cpu_time_approximate")).toBe(false);
  expect(run.frames.some((frame) => JSON.stringify(frame).includes("cpu_chrome_usage"))).toBe(false);
  expect(await extensions.performance?.shown("mode")).toBe("Pages only");
});

test("DevTools give an approximation under a key of its own", async () => {
  const run = await runOf("debugger");
  const shares = await until("CPU time comes", () => {
    const found = run.frames.flatMap(
      (frame) => frame.metrics?.["0"]?.custom_metrics?.cpu_time_approximate ?? [],
    );
    return found.length >= 3 && found;
  });
  expect(Math.max(...shares)).toBeGreaterThan(1);
  expect(keysOf(run)).toContain("tab.1.dom_nodes");
  expect(run.hello.collection.fallbacks[0]).toMatchObject({ wanted: "processes", used: "debugger" });
  expect(run.frames.some((frame) => JSON.stringify(frame).includes("cpu_chrome_usage"))).toBe(false);
  expect(await extensions.debugger?.shown("cpu-label")).toContain("approximate");
});

test("both runs end by Stop, whole", async () => {
  for (const [name, extension] of Object.entries(extensions)) {
    await extension.stop();
    const run = await runOf(name);
    await until("the run is stopped", () => run.isStopped);
    expect([run.gaps, run.doubled]).toEqual([0, 0]);
  }
});
