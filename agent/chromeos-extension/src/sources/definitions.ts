// What the extension's own metrics mean. The one place that names their keys, units and limits.
import type { Aggregate, Definition } from "../wire/dataset";

export const CPU_APPROXIMATE = "cpu_time_approximate";
export const DEVICE_CPU = "device.cpu_usage";
export const DEVICE_MEMORY = "device.memory_available";

/** Keys of figures of one page, whose renderer nobody told: this, the page's number in the run, a dot, the figure. */
export const TAB_PREFIX = "tab.";

const BUILT_IN_FIELDS = [
  "cpu_os_usage",
  "cpu_chrome_usage",
  "memory_rss",
  "memory_footprint",
  "memory_private",
  "js_heap_size",
  "dom_nodes",
  "gpu_usage",
];

function shown(unit: string, aggregate: Aggregate, meaning: string): Definition {
  return { unit, meaning, aggregate };
}

function judged(unit: string, meaning: string, percent: number, absolute: number): Definition {
  const practical_limit = { percent, absolute };
  return { unit, meaning, aggregate: "last", direction: "lower_is_better", practical_limit };
}

const APPROXIMATE =
  "Approximate and not the figure of Chrome's task manager: CPU time that the renderers of the measured pages used " +
  "since the previous answer, as DevTools counts it, percent of one core; browser, GPU and network processes are not in it";

/** Definitions of everything that a run may hold besides what pages report on their own. */
export const DEFINITIONS: Record<string, Definition> = {
  [CPU_APPROXIMATE]: { ...shown("percent", "mean", APPROXIMATE), direction: "lower_is_better" },
  [DEVICE_CPU]: shown(
    "percent",
    "mean",
    "Time in which the device's processors were not idle, percent of all of them",
  ),
  [DEVICE_MEMORY]: shown("bytes", "mean", "Memory of the device that is free or can be freed at once"),
  iteration_time: shown("ms", "last", "From the begin of the iteration's first step to the end of its last"),
  "cpu_time.total": shown(
    "ms",
    "last",
    "CPU time of all processes of the browser in the iteration, summed up from the one-second readings of chrome.processes",
  ),
  "memory_private.total": judged(
    "bytes",
    "Private memory of all processes of the browser as chrome.processes told it last in the iteration",
    10,
    4 * 1024 * 1024,
  ),
  "web_vitals.fcp": judged("ms", "First contentful paint after the navigation", 20, 100),
  "web_vitals.lcp": judged(
    "ms",
    "Largest contentful paint after the navigation; the last candidate counts",
    20,
    100,
  ),
  "web_vitals.cls": shown(
    "score",
    "last",
    "Cumulative layout shift: the worst session window (gaps below 1 s, 5 s at most) of the page so far",
  ),
  "web_vitals.inp": shown(
    "ms",
    "last",
    "Interaction to next paint: 98th percentile of the page's interactions so far",
  ),
  "web_vitals.tbt": shown(
    "ms",
    "sum",
    "Total blocking time: what long tasks took beyond 50 ms each, after the first contentful paint",
  ),
  "web_vitals.long_tasks": shown("ms", "sum", "Time in tasks of the main thread above 50 ms each"),
  "web_vitals.long_frames": shown("ms", "sum", "Blocking time of long animation frames"),
  "navigation.first_byte": shown("ms", "last", "First byte of the document after the navigation"),
  "navigation.dom_content_loaded": shown("ms", "last", "DOMContentLoaded after the navigation"),
  "navigation.load": shown("ms", "last", "Load event after the navigation"),
};

/** What the figures of single pages mean, by the part of their key after the page's number. */
export const TAB_FIGURES: Record<string, Definition> = {
  js_heap_size: shown("bytes", "mean", "JavaScript heap in use in the renderer of the page"),
  dom_nodes: shown("count", "mean", "DOM nodes alive in the renderer of the page"),
};

export function isBuiltIn(key: string): boolean {
  return key in DEFINITIONS || BUILT_IN_FIELDS.includes(key) || key.startsWith(TAB_PREFIX);
}

/** Whether the page observers report this key. */
export function isVital(key: string): boolean {
  return /^(web_vitals|navigation)\./.test(key) && key in DEFINITIONS;
}
