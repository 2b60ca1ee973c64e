// What the trends page shows, from and to the address. The address alone says it.
export const RANGES = ["7d", "30d", "90d", "1y"] as const;
export type Range = (typeof RANGES)[number];

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const DAYS: Record<Range, number> = { "7d": 7, "30d": 30, "90d": 90, "1y": 365 };
/** Runs of a stretch of time; without one the newest runs are shown. */
const MOST_RUNS = 10_000;
const NEWEST_RUNS = 1_000;

/** What the reader asked to see. */
export interface Shown {
  scenario: string | undefined;
  /** Empty for runs that name none. */
  platform: string | undefined;
  deviceClass: string | undefined;
  metric: string | undefined;
  range: Range | undefined;
  /** The part of the runs that is seen, from one instant to another, both inclusive. */
  zoom: readonly [number, number] | undefined;
  /** Runs that are picked to be compared, at most two. */
  picked: readonly string[];
}

export function readShown(search: string): Shown {
  const asked = new URLSearchParams(search);
  const text = (name: string) => asked.get(name) ?? undefined;
  const zoom = /^(\d+)-(\d+)$/.exec(asked.get("zoom") ?? "");
  return {
    scenario: asked.get("scenario") || undefined,
    platform: text("platform"),
    deviceClass: text("device_class"),
    metric: asked.get("metric") || undefined,
    range: RANGES.find((range) => range === asked.get("range")),
    zoom: zoom && Number(zoom[1]) < Number(zoom[2]) ? [Number(zoom[1]), Number(zoom[2])] : undefined,
    picked: (asked.get("pick") ?? "").split(",").filter(Boolean).slice(0, 2),
  };
}

/** The address of what is shown; what is at its default stays out. */
export function addressOf(shown: Shown): string {
  const search = new URLSearchParams();
  const put = (name: string, value: string | undefined) => value !== undefined && search.set(name, value);
  put("scenario", shown.scenario);
  put("platform", shown.platform);
  put("device_class", shown.deviceClass);
  put("metric", shown.metric);
  put("range", shown.range);
  put("zoom", shown.zoom && shown.zoom.join("-"));
  put("pick", shown.picked.length > 0 ? shown.picked.join(",") : undefined);
  const text = search.toString().replaceAll("%2C", ",");
  return text ? `/trends?${text}` : "/trends";
}

/** Runs and metrics that are asked of the API. */
export interface Asked {
  scenario: string;
  platform: string;
  deviceClass: string;
  range: Range | undefined;
}

/** The question to the API. Whole hours, so that a minute later it is the same question. */
export function queryOf(asked: Asked, metrics: readonly string[], now: number): string {
  const search = new URLSearchParams({
    scenario: asked.scenario,
    platform: asked.platform,
    device_class: asked.deviceClass,
  });
  for (const metric of metrics) search.append("metric", metric);
  if (asked.range) {
    const hour = Math.floor(now / HOUR_MS) * HOUR_MS;
    search.set("from", String(hour - DAYS[asked.range] * DAY_MS));
  }
  search.set("limit", String(asked.range ? MOST_RUNS : NEWEST_RUNS));
  return search.toString();
}

/** The runs that are picked after a press on one: the third takes the place of the first. */
export function picking(picked: readonly string[], run: string): string[] {
  if (picked.includes(run)) return picked.filter((each) => each !== run);
  return [...picked, run].slice(-2);
}
