// Which sources a run has, decided from what the browser offers. Every source that is missing is named with its reason.
import type { FallbackChoice } from "../settings/settings";
import { REFRESH_MS } from "../sources/processes";
import type { Collection, Fallback, Source } from "../wire/dataset";

/** Where figures of processes come from. */
export type Mode = "processes" | "performance" | "debugger";

/** What was found in this browser. */
export interface Found {
  /** Whether `chrome.processes` can be called, and whether its permission was given. */
  processes: { isOffered: boolean; isPermitted: boolean };
  /** Whether pages may be observed, and where. */
  pages: { origins: string[] };
  /** Whether `chrome.debugger` can be called. */
  debugger: boolean;
  systemCpu: boolean;
  systemMemory: boolean;
  /** Performance entry types of this browser. */
  entryTypes: readonly string[];
  /** Whether pages tell the size of their heap. */
  pageHeap: boolean;
}

export interface Wanted {
  intervalMs: number;
  fallback: FallbackChoice;
}

export interface Probe {
  mode: Mode;
  collection: Collection;
}

const PERMISSION = "its permission was not given in the options; Chrome can give it on its dev channel only";
const DEV_CHANNEL = "this browser does not offer it: Chrome has chrome.processes on its dev channel only";

/** What each web vital needs. */
const NEEDS: [string, string][] = [
  ["web_vitals.fcp", "paint"],
  ["web_vitals.lcp", "largest-contentful-paint"],
  ["web_vitals.cls", "layout-shift"],
  ["web_vitals.inp", "event"],
  ["web_vitals.tbt", "longtask"],
  ["web_vitals.long_frames", "long-animation-frame"],
  ["navigation.load", "navigation"],
];

export function probe(found: Found, wanted: Wanted): Probe {
  const mode = modeOf(found, wanted);
  const { intervalMs } = wanted;
  const sources = [
    processSource(found, mode, intervalMs),
    ...(mode === "debugger" ? [devtoolsSource(intervalMs)] : []),
    ...pageSources(found, intervalMs),
    deviceSource(found, intervalMs),
  ];
  const collection: Collection = {
    mode: "browser",
    metric_standard: "chrome",
    interval_ms: intervalMs,
    sources,
    fallbacks: fallbacks(found, mode, wanted),
  };
  return { mode, collection };
}

function modeOf(found: Found, wanted: Wanted): Mode {
  if (hasProcesses(found)) return "processes";
  return wanted.fallback === "debugger" && found.debugger ? "debugger" : "performance";
}

function hasProcesses({ processes }: Found): boolean {
  return processes.isOffered && processes.isPermitted;
}

function whyNoProcesses({ processes }: Found): string {
  return processes.isPermitted ? DEV_CHANNEL : PERMISSION;
}

function processSource(found: Found, mode: Mode, intervalMs: number): Source {
  const name = "chrome.processes";
  if (mode === "processes") return { name, interval_ms: Math.max(intervalMs, REFRESH_MS) };
  const reason = whyNoProcesses(found);
  const fields = ["cpu_chrome_usage", "memory_private", "processes"];
  return { name, missing: fields.map((field) => ({ field, reason })) };
}

function devtoolsSource(intervalMs: number): Source {
  const reason = "DevTools tells an extension about pages alone, not about the browser's other processes";
  return {
    name: "chrome.debugger",
    interval_ms: intervalMs,
    missing: [{ field: "cpu_chrome_usage", reason }],
  };
}

function pageSources(found: Found, intervalMs: number): Source[] {
  const isPermitted = found.pages.origins.length > 0;
  const without = (names: string[], reason: string) => names.map((field) => ({ field, reason }));
  if (!isPermitted) {
    const reason = "no site may be read: the permission was not given in the options";
    return [
      { name: "web_vitals", missing: without(["web_vitals", "navigation"], reason) },
      { name: "custom_metrics", missing: without(["custom_metrics", "console"], reason) },
    ];
  }
  const unknown = NEEDS.filter(([, type]) => !found.entryTypes.includes(type)).map(([key]) => key);
  const heapReason = "this browser does not tell pages the size of their heap";
  return [
    { name: "web_vitals", ...missing(without(unknown, "this browser has no such performance entries")) },
    { name: "custom_metrics" },
    found.pageHeap
      ? { name: "page_heap", interval_ms: intervalMs }
      : { name: "page_heap", missing: without(["tab.js_heap_size"], heapReason) },
  ];
}

function deviceSource(found: Found, intervalMs: number): Source {
  const reason = "this browser does not offer it to extensions";
  const fields = [
    ...(found.systemCpu ? [] : ["device.cpu_usage"]),
    ...(found.systemMemory ? [] : ["device.memory_available"]),
  ];
  return {
    name: "chrome.system",
    interval_ms: intervalMs,
    ...missing(fields.map((field) => ({ field, reason }))),
  };
}

function missing(fields: { field: string; reason: string }[]): Pick<Source, "missing"> {
  return fields.length === 0 ? {} : { missing: fields };
}

function fallbacks(found: Found, mode: Mode, wanted: Wanted): Fallback[] {
  if (mode === "processes") return [];
  const list: Fallback[] = [{ wanted: "processes", used: mode, reason: whyNoProcesses(found) }];
  if (wanted.fallback === "debugger" && mode !== "debugger") {
    const reason = "this build of the extension does not hold the debugger permission";
    list.push({ wanted: "debugger", used: mode, reason });
  }
  return list;
}
