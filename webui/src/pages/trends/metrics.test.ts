import { expect, test } from "vitest";

import { readShown } from "./address";
import { metricsOf, scopeOf, scopesOf } from "./metrics";
import type { Metric } from "./queries";

function metric(name: string, platform: string, last_at: string, direction?: string): Metric {
  return {
    metric: name,
    unit: "ms",
    meaning: "",
    platform,
    device_class: "lab",
    count: 3,
    first_at: last_at,
    last_at,
    ...(direction && { direction }),
  };
}

const METRICS = [
  metric("cpu_time.gpu", "linux", "2026-11-02T00:00:00Z"),
  metric("cpu_time.total", "linux", "2026-11-02T00:00:00Z", "lower_is_better"),
  metric("inference_time", "linux", "2026-11-02T00:00:00Z", "lower_is_better"),
  metric("inference_time", "macos", "2026-11-05T00:00:00Z", "lower_is_better"),
];

test("the scope with the newest run is shown unless the address names another", () => {
  const scopes = scopesOf(METRICS);
  expect(scopes.map(({ platform }) => platform)).toEqual(["macos", "linux"]);
  expect(scopeOf(readShown(""), scopes)?.platform).toBe("macos");
  expect(scopeOf(readShown("platform=linux"), scopes)?.platform).toBe("linux");
  expect(scopeOf(readShown("platform=amiga"), scopes)?.platform).toBe("macos");
});

test("what a scenario measures itself comes before what every scenario measures", () => {
  const names = metricsOf(METRICS, { platform: "linux", deviceClass: "lab" }).map(({ metric }) => metric);
  expect(names).toEqual(["inference_time", "cpu_time.total", "cpu_time.gpu"]);
});
