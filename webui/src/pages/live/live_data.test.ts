import { expect, test } from "vitest";

import { Growing, MOST_SAMPLES } from "./growing";
import { LiveData } from "./live_data";

const at = (second: number) => new Date(1_760_000_000_000 + second * 1000).toISOString();
const batch = (second: number, cpu: number) => ({
  timestamp: at(second),
  metrics: { 7: { cpu_os_usage: cpu, custom_metrics: { "heap.used": 5 } } },
});

test("samples add up to lines, and what is measured is named", () => {
  const live = new LiveData();
  live.take("processes", [{ pid: 7, name: "chromium", proc_type: "Renderer", title: "Inbox" }] as never);
  for (let second = 0; second < 10; second += 1) live.take("samples", batch(second, second));
  expect(live.series(7, "cpu_os_usage")).toMatchObject({ min: 0, max: 9 });
  expect(live.figures().map(({ metric, source, process_type }) => [metric, source, process_type])).toEqual([
    ["cpu_os_usage", "OS", "Renderer"],
    ["heap.used", "Page", "Renderer"],
  ]);
  expect(live.end).toBe(9000);
});

test("another attempt measures anew, and so does a reader who is sent back to the beginning", () => {
  const live = new LiveData();
  live.take("state", { state: "running", attempt: 1, scenario: "scroll", job_id: "j" });
  live.take("samples", batch(0, 1));
  live.take("state", { state: "running", attempt: 2 });
  expect([live.width, live.state?.scenario]).toEqual([0, "scroll"]);
  live.take("samples", batch(5, 1));
  live.take("reset", {});
  expect(live.width).toBe(0);
});

test("a phase that is told at both ends is one mark, and the step now is known", () => {
  const live = new LiveData();
  live.take("mark", { timestamp: at(0), name: "load", edge: "begin", iteration: 1 });
  live.take("mark", { timestamp: at(3), name: "load", edge: "end", iteration: 1 });
  live.take("mark", { started_at: at(4), ended_at: at(6), name: "scroll" });
  expect(live.marks).toEqual([
    { name: "load", iteration: 1, start_ms: 0, end_ms: 3000 },
    { name: "scroll", start_ms: 4000, end_ms: 6000 },
  ]);
  const line = { timestamp: at(7), level: "debug", source: "step", kind: "step" };
  live.take("log", { ...line, text: "iteration 2 step 3 (scroll down) began" });
  expect(live.step).toEqual({ iteration: 2, number: 3, name: "scroll down" });
});

test("what cannot be read is left out and stops nothing", () => {
  const live = new LiveData();
  for (const told of [{}, { timestamp: "soon", metrics: { 7: { cpu_os_usage: 1 } } }, { timestamp: at(0) }]) {
    live.take("samples", told);
  }
  live.take("samples", { timestamp: at(0), metrics: { 7: { cpu_os_usage: "much" } } });
  for (const name of ["processes", "mark", "iteration", "log", "custom_metric", "a later one"])
    live.take(name, {});
  expect([live.width, live.marks.length, live.iterations.length]).toEqual([0, 0, 0]);
});

test("a line stands still where nothing came, goes on after it, and never grows without end", () => {
  const line = new Growing();
  for (let second = 0; second < 10; second += 1) line.push(second * 1000, 1);
  line.push(20_000, 2);
  line.push(15_000, 9);
  expect(line.values.slice(-3)).toEqual([1, null, 2]);
  for (let second = 30; second < 2 * MOST_SAMPLES; second += 1) line.push(second * 1000, second);
  expect(line.at.length).toBeLessThanOrEqual(MOST_SAMPLES);
  expect(line.max).toBe(2 * MOST_SAMPLES - 1);
});
