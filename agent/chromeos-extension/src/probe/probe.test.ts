import { expect, test } from "vitest";

import { probe, type Found } from "./probe";

const ALL: Found = {
  processes: { isOffered: true, isPermitted: true },
  pages: { origins: ["<all_urls>"] },
  debugger: true,
  systemCpu: true,
  systemMemory: true,
  entryTypes: [
    "paint",
    "largest-contentful-paint",
    "layout-shift",
    "event",
    "longtask",
    "long-animation-frame",
    "navigation",
  ],
  pageHeap: true,
};
const WANTED = { intervalMs: 1000, fallback: "performance" } as const;

test("with chrome.processes everything is measured and nothing is missing", () => {
  const { mode, collection } = probe(ALL, { ...WANTED, fallback: "debugger" });
  expect(mode).toBe("processes");
  expect(collection.fallbacks).toEqual([]);
  expect(collection.sources.map((source) => source.name)).toEqual([
    "chrome.processes",
    "web_vitals",
    "custom_metrics",
    "page_heap",
    "chrome.system",
  ]);
  expect(collection.sources.some((source) => source.missing)).toBe(false);
});

test("on the stable channel pages alone are measured, and the run says why", () => {
  const { mode, collection } = probe({ ...ALL, processes: { isOffered: false, isPermitted: true } }, WANTED);
  expect(mode).toBe("performance");
  expect(collection.fallbacks).toEqual([
    { wanted: "processes", used: "performance", reason: expect.stringContaining("dev channel only") },
  ]);
  expect(collection.sources[0]?.missing?.map(({ field }) => field)).toContain("memory_private");
});

test("a permission that was not given is named as such", () => {
  const { collection } = probe({ ...ALL, processes: { isOffered: false, isPermitted: false } }, WANTED);
  expect(collection.fallbacks[0]?.reason).toContain("permission was not given");
});

test("DevTools are used only when they were chosen and can be had", () => {
  const stable = { ...ALL, processes: { isOffered: false, isPermitted: true } };
  expect(probe(stable, { ...WANTED, fallback: "debugger" }).mode).toBe("debugger");
  const refused = probe({ ...stable, debugger: false }, { ...WANTED, fallback: "debugger" });
  expect(refused.mode).toBe("performance");
  expect(refused.collection.fallbacks.map(({ wanted }) => wanted)).toEqual(["processes", "debugger"]);
});

test("what pages and device cannot tell is listed by field", () => {
  const poor = { ...ALL, pages: { origins: [] }, systemCpu: false };
  const missing = probe(poor, WANTED).collection.sources.flatMap((source) => source.missing ?? []);
  expect(missing.map(({ field }) => field)).toEqual([
    "web_vitals",
    "navigation",
    "custom_metrics",
    "console",
    "device.cpu_usage",
  ]);
  const old = probe({ ...ALL, entryTypes: ["paint", "navigation"], pageHeap: false }, WANTED).collection
    .sources;
  expect(old.find((source) => source.name === "web_vitals")?.missing?.map(({ field }) => field)).toContain(
    "web_vitals.inp",
  );
  expect(old.find((source) => source.name === "page_heap")?.missing).toHaveLength(1);
});
