import { expect, test } from "vitest";

import { describe, ProcessWindow, type BrowserProcess } from "./processes";

const renderer: BrowserProcess = {
  osProcessId: 41,
  type: "renderer",
  tasks: [{ title: "Tab: Shop", tabId: 7 }],
  cpu: 50,
  privateMemory: 1000,
  jsMemoryUsed: 300,
};
const gpu: BrowserProcess = { osProcessId: 42, type: "gpu", tasks: [{ title: "GPU Process" }], cpu: 4 };

test("samples are keyed by the system's process id and hold what was told", () => {
  const window = new ProcessWindow(1000);
  const [processes, data] = window.take([renderer, gpu], 5000);
  expect(processes).toMatchObject({
    type: "processes",
    data: [{ pid: 41, type: "renderer", title: "Tab: Shop" }, { pid: 42 }],
  });
  expect(data).toEqual({
    type: "data",
    timestamp: 5000,
    metrics: {
      41: { cpu_chrome_usage: 50, memory_private: 1000, js_heap_size: 300 },
      42: { cpu_chrome_usage: 4 },
    },
  });
  expect(window.totals).toEqual({ cpu: 54, memory: 1000 });
  expect(window.rendererOf(7)).toBe(41);
});

test("a figure that is not there yet is absent and never 0", () => {
  const fresh = { ...renderer, cpu: undefined, privateMemory: -1, jsMemoryUsed: 0 };
  expect(new ProcessWindow(1000).take([fresh], 5000).map((frame) => frame.type)).toEqual(["processes"]);
});

test("a longer interval gives the mean of its refreshes", () => {
  const window = new ProcessWindow(3000);
  const types = [10, 20, 60].map((cpu, second) =>
    window.take([{ ...renderer, cpu }], 1000 * (second + 1)).map((frame) => frame.type),
  );
  expect(types).toEqual([["processes"], [], ["data"]]);
  const next = [30, 30, 30].flatMap((cpu, second) =>
    window.take([{ ...renderer, cpu }], 4000 + 1000 * second),
  );
  expect(next).toMatchObject([{ type: "data", timestamp: 6000, metrics: { 41: { cpu_chrome_usage: 30 } } }]);
});

test("the list is told again when a title changes, a process ends or comes back", () => {
  const window = new ProcessWindow(1000);
  const told = (processes: BrowserProcess[], at: number) =>
    window.take(processes, at).filter((frame) => frame.type === "processes").length;
  expect(told([renderer, gpu], 1000)).toBe(1);
  expect(told([renderer, gpu], 2000)).toBe(0);
  expect(told([{ ...renderer, tasks: [{ title: "Tab: Cart" }] }, gpu], 3000)).toBe(1);
  expect(told([renderer], 4000)).toBe(1);
  expect(told([renderer, gpu], 5000)).toBe(1);
});

test("the network service is told from other utilities", () => {
  const type = (kind: string, title: string) =>
    describe({ osProcessId: 1, type: kind, tasks: [{ title }] }).type;
  expect(type("utility", "Utility: Network Service")).toBe("network");
  expect(type("utility", "Utility: Storage Service")).toBe("utility");
  expect(type("service_worker", "Service Worker: x")).toBe("service_worker");
});
