import { afterAll, beforeAll, expect, test } from "vitest";

import { Chromium } from "./chromium";
import { Extension, variant } from "./extension";
import { servePage } from "./page_server";
import { cpuSeconds, privateBytes, processesOf } from "./processes_of";
import { RunServer, TOKEN, type RecordedRun } from "./run_server";
import { AWAY_SECONDS, WINDOW_SAMPLES } from "./figures";
import { until } from "./until";

const CUT_MS = AWAY_SECONDS * 1000;
const TYPES: Record<string, string[]> = {
  browser: ["browser"],
  renderer: ["renderer", "extension"],
  "gpu-process": ["gpu"],
  utility: ["utility", "network"],
};

let server: RunServer;
let page: Awaited<ReturnType<typeof servePage>>;
let browser: Chromium;
let extension: Extension;
let run: RecordedRun;

beforeAll(async () => {
  [server, page] = await Promise.all([RunServer.start(), servePage()]);
  browser = await Chromium.start([await variant([])]);
  const [worker] = await browser.serviceWorkers(1);
  const settings = {
    server: server.address,
    token: TOKEN,
    scenario: "shop",
    release: "6.8.0",
    tags: ["lab"],
  };
  extension = await Extension.of(browser, worker?.url ?? "", () => settings);
  await extension.start();
  run = await until("the server has a run", () => server.runs[0]);
  await until("the first sample comes", () => samples().length > 0);
  await browser.open(page.address);
});

afterAll(async () => {
  await browser?.end();
  await Promise.all([server?.end(), page?.end()]);
});

function samples() {
  return run.frames.filter((frame) => frame.type === "data" && !("0" in frame.metrics));
}

function metrics(key: string) {
  return run.frames.filter((frame) => frame.type === "custom_metric" && frame.data.key === key);
}

/** The processes that Chrome's task manager lists: all but zygotes and crash handlers. */
function measuredOf(pid: number): Map<number, string> {
  return new Map([...processesOf(pid)].filter(([, type]) => type in TYPES));
}

test("the run says who measured, where and how", () => {
  const { hello } = run;
  expect(hello).toMatchObject({ scenario: "shop", release: "6.8.0", tags: ["lab"] });
  expect(hello.collection).toMatchObject({ mode: "browser", fallbacks: [] });
  expect(hello.collection.sources[0]).toEqual({ name: "chrome.processes", interval_ms: 1000 });
  expect(hello.env).toMatchObject({ platform: "linux", extension_version: expect.any(String) });
  expect(hello.env.browser_version).toMatch(/^\d+\.\d+/);
  expect(hello.definitions.cpu_time_approximate.meaning).toContain("Approximate");
});

test("pids are the system's, CPU and private memory agree with /proc", async () => {
  await until("the page reports", () => metrics("cart.items").length > 2);
  const earlier = samples().length;
  await until("the next sample comes", () => samples().length > earlier);
  const from = samples().length;
  const startedAt = Date.now();
  const before = new Map([...processesOf(browser.pid).keys()].map((pid) => [pid, cpuSeconds(pid)]));
  const memory = new Map<number, { system: number; at: number }[]>();
  const isOver = () => {
    for (const pid of before.keys()) {
      const system = privateBytes(pid);
      if (system !== undefined) memory.set(pid, [...(memory.get(pid) ?? []), { system, at: Date.now() }]);
    }
    return samples().length >= from + WINDOW_SAMPLES;
  };
  await until("the window is over", isOver, WINDOW_SAMPLES * 3000);
  const seconds = (Date.now() - startedAt) / 1000;
  const after = new Map([...before.keys()].map((pid) => [pid, cpuSeconds(pid)]));
  const window = samples().slice(from, from + WINDOW_SAMPLES);

  const told = new Map<number, string>();
  for (const frame of run.frames.filter(({ type }) => type === "processes")) {
    for (const { pid, type } of frame.data) told.set(pid, type);
  }
  const pids = Object.keys(window.at(-1)?.metrics ?? {}).map(Number);
  // A process that began or ended between the two readings is in one of them only.
  await until("the processes are the system's", () => {
    const [system, told] = [measuredOf(browser.pid), Object.keys(samples().at(-1)?.metrics ?? {})];
    return told.length === system.size && told.every((pid) => system.has(Number(pid)));
  });
  for (const [pid, type] of measuredOf(browser.pid)) {
    if (told.has(pid)) expect(TYPES[type], `process ${pid}`).toContain(told.get(pid));
  }

  let [busiest, most] = [0, 0];
  for (const pid of pids) {
    const [start, end] = [before.get(pid), after.get(pid)];
    const own = window.flatMap((frame) => frame.metrics[pid]?.cpu_chrome_usage ?? []);
    if (start === undefined || end === undefined || own.length < window.length - 1) continue;
    const mean = own.reduce((sum: number, cpu: number) => sum + cpu, 0) / own.length;
    const share = ((end - start) / seconds) * 100;
    expect(Math.abs(mean - share), `CPU of ${pid}: ${mean} against ${share}`).toBeLessThan(10);
    if (share > most) [busiest, most] = [pid, share];
    const frame = window.at(-1);
    const near = (memory.get(pid) ?? []).filter(({ at }) => Math.abs(at - frame?.timestamp) < 1500);
    const differences = near.map(({ system: bytes }) =>
      Math.abs(frame?.metrics[pid].memory_private / bytes - 1),
    );
    expect(Math.min(...differences), `memory of ${pid}`).toBeLessThan(0.02);
  }
  expect(busiest).toBe(metrics("cart.items").at(-1)?.data.pid);
});

test("custom metrics come by event and by console, with their renderer, beside vitals and the page's log", async () => {
  await until("vitals come", () => metrics("web_vitals.fcp").length > 0);
  expect(metrics("cart.items")[0]?.data).toMatchObject({ value: 3, unit: "count", meaning: "Items" });
  expect(metrics("load_ms")[0]?.data).toMatchObject({ value: 12.5, unit: "ms" });
  const renderer = metrics("cart.items").at(-1)?.data.pid;
  expect(processesOf(browser.pid).get(renderer)).toBe("renderer");
  const lines = run.frames.filter(({ type }) => type === "console_log").map(({ data }) => data);
  expect(lines).toContainEqual({ level: "warn", text: "stock is low 3", source: "console" });
  expect(run.frames.some((frame) => "device.cpu_usage" in (frame.metrics?.["0"]?.custom_metrics ?? {}))).toBe(
    true,
  );
});

test("a cut socket and an ended service worker lose nothing and double nothing", async () => {
  const cutAt = Date.now();
  server.cut();
  await until("the popup says that the server is away", async () =>
    (await extension.shown("words")).includes("the server is away"),
  );
  await extension.endServiceWorker();
  await until("another service worker took over", () => extension.hasFreshServiceWorker(), 40_000);
  await until("the cut is over", () => Date.now() - cutAt > CUT_MS, 20_000 + CUT_MS);
  server.mend();
  await until("the run goes on", () => run.resumed > 0, 40_000);
  const resumedWith = run.frames.length;
  await until("samples come again", () => run.frames.length > resumedWith + 10);
  expect(server.runs).toHaveLength(1);
  expect(run.gaps).toBe(0);
  expect(run.frames.map((frame) => frame.seq)).toEqual(run.frames.map((_, place) => place + 1));
  const whileCut = metrics("cart.items").filter(
    ({ timestamp }) => timestamp > cutAt && timestamp < cutAt + CUT_MS,
  );
  expect(whileCut.length).toBeGreaterThan(2);
});

test("a run that the server closed goes on as a further one, with what was not sent", async () => {
  server.forget(run);
  const next = await until("a further run begins", () => server.runs[1], 40_000);
  await until("it has samples", () => next.frames.some(({ type }) => type === "data"));
  expect(next.frames[0]?.seq).toBe(1);
  await until("it names the run before", () =>
    next.frames.some(({ type, data }) => type === "console_log" && data.text.includes(run.id)),
  );
});

test("Stop ends the run and the popup shows its report", async () => {
  await extension.stop();
  const last = await until("the run is stopped", () => server.runs.at(-1)?.isStopped && server.runs.at(-1));
  expect(last.frames.at(-1)?.type).toBe("stop");
  await until("the popup says so", async () => (await extension.shown("words")) === "Stopped");
  expect(await extension.popup.evaluate("document.getElementById('report').href")).toContain(last.id);
  expect(await extension.shown("mode")).toBe("chrome.processes");
});
