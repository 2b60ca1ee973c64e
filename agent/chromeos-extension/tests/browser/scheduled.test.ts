import { afterAll, beforeAll, expect, test } from "vitest";
import type { WebSocket } from "ws";

import type { Scenario, StepKind } from "../../src/drive/scenario";
import { Chromium, type Page } from "./chromium";
import { Extension, variant } from "./extension";
import { RunServer, TOKEN } from "./run_server";
import { serveShop } from "./shop_page";
import { until } from "./until";

type Frame = Record<string, any>;

const heard: Frame[] = [];
let server: RunServer;
let shop: Awaited<ReturnType<typeof serveShop>>;
let browser: Chromium;
let device: WebSocket;
let options: Page;

beforeAll(async () => {
  [server, shop] = await Promise.all([RunServer.start(), serveShop()]);
  server.onDevice = (socket) => {
    device = socket;
    socket.on("message", (data) => {
      const frame = JSON.parse(String(data)) as Frame;
      heard.push(frame);
      const { attempt, name } = frame;
      if (frame.type === "hello")
        tell({ type: "registered", heartbeat_interval_ms: 500, lease_duration_ms: 60_000, ended: [] });
      if (frame.type === "attachment") tell({ type: "attachment_acknowledged", attempt, name });
      if (frame.type === "result") tell({ type: "result_acknowledged", attempt });
    });
  };
  browser = await Chromium.start([await variant([])]);
  const [worker] = await browser.serviceWorkers(1);
  const settings = {
    server: server.address,
    token: TOKEN,
    scenario: "",
    device_name: "cb-7",
    schedule: true,
  };
  options = await Extension.setUp(browser, worker?.url ?? "", settings);
});

afterAll(async () => {
  await browser?.end();
  await Promise.all([server?.end(), shop?.end()]);
});

function tell(frame: Frame): void {
  device.send(JSON.stringify(frame));
}

function assign(job: string, steps: StepKind[], more: Partial<Scenario> = {}): void {
  const seconds = (secs: number) => ({ secs, nanos: 0 });
  const scenario: Scenario = {
    name: job,
    browser: { viewport: { width: 900, height: 600 } },
    site: { base_url: shop.address },
    secrets: [],
    collection: { interval: seconds(1) },
    warmup: 0,
    iterations: 2,
    cool_down: seconds(0),
    timeouts: { job: seconds(60), step: seconds(10) },
    retries: { step: 0 },
    steps: steps.map((kind) => ({ kind, name: null, timeout: null })),
    metrics: [],
    ...more,
  };
  tell({ type: "assignment", attempt: { job, number: 1 }, title: job, tags: ["release:6.8.0"], scenario });
}

function resultOf(job: string): Promise<Frame> {
  return until(`the result of ${job}`, () =>
    heard.find(({ type, attempt }) => type === "result" && attempt.job === job),
  );
}

test("the browser shows up as a device that says what it can do", async () => {
  const hello = await until("the device says hello", () => heard.find(({ type }) => type === "hello"));
  expect(hello).toMatchObject({
    token: TOKEN,
    name: "cb-7",
    device: { device: "cb-7/linux", state: "ready" },
  });
  expect(hello.device.steps).not.toContain("drag");
  const shown = `document.getElementById("device").textContent`;
  await until("the options say so", async () =>
    (await options.evaluate<string>(shown)).includes("has this browser"),
  );
  await until("it lives", () => heard.some(({ type }) => type === "heartbeat"));
});

test("a scenario runs from assignment to result in a tab of its own, which is closed", async () => {
  // Somebody's own tab, which is no part of the run.
  await browser.open(`${shop.address}?own`);
  const before = (await browser.targets()).filter(({ type }) => type === "page").length;
  assign("shop", [
    { open: { url: "index.html", wait: "load" } },
    { mark: { name: "buy", phase: "begin" } },
    { type: { into: { css: "#query" }, text: "granite", clear: true } },
    { press: "Enter" },
    { select: { from: { css: "#size" }, value: "l" } },
    { hover: { xpath: "//div[@id='hot']" } },
    { click: { css: "#go" } },
    { wait_for: { visible: { css: "#result" } } },
    { wait_for: { text: "Thanks" } },
    { scroll: "bottom" },
    { wait_for: { script: "scrollY > 1000" } },
    { scroll: { element: { css: "#go" } } },
    { script: "await Promise.resolve(); window.done = document.getElementById('query').value" },
    { wait_for: { script: "window.done === 'granite'" } },
    { metric: { key: "clicks", script: "return seen.clicks" } },
    { metric: { key: "inputs", script: "seen.inputs" } },
    { metric: { key: "others", script: "seen.submits * 100 + seen.changes * 10 + Math.min(seen.overs, 1)" } },
    { metric: { key: "wheels", script: "seen.wheels" } },
    { mark: { name: "buy", phase: "end" } },
    { mark: { name: "seen", phase: "instant" } },
    { screenshot: { name: "end" } },
  ]);
  const result = await resultOf("shop");
  expect(result.outcome).toBe("completed");
  const run = server.runs.find(({ id }) => id === result.run_id);
  expect(run?.hello).toMatchObject({
    scenario: "shop",
    release: "6.8.0",
    tags: [],
    attempt: { job: "shop", number: 1 },
  });
  expect(run?.isStopped).toBe(true);
  const iterations = run?.frames.filter(({ type }) => type === "iteration").map(({ data }) => data) ?? [];
  expect(iterations.map(({ index, warmup }) => [index, warmup])).toEqual([
    [0, false],
    [1, false],
  ]);
  for (const { results } of iterations) {
    expect(results).toMatchObject({ clicks: 1, inputs: 7, others: 111, boot_ms: 4.5 });
    expect(results.wheels).toBeGreaterThan(10);
    expect(results.iteration_time).toBeGreaterThan(300);
  }
  const marks =
    run?.frames.filter(({ type }) => type === "mark").map(({ data }) => [data.name, data.edge]) ?? [];
  expect(marks.slice(0, 3)).toEqual([
    ["buy", "begin"],
    ["buy", "end"],
    ["seen", undefined],
  ]);
  const boots = run?.frames.filter(({ type, data }) => type === "custom_metric" && data.key === "boot_ms");
  expect(boots).toHaveLength(2);
  const pictures = heard.filter(({ type }) => type === "attachment");
  expect(pictures.map(({ name }) => name)).toEqual(["end-0.png", "end-1.png"]);
  expect(Buffer.from(pictures[0]?.content, "base64").subarray(1, 4).toString()).toBe("PNG");
  expect(run?.frames.at(-1)).toMatchObject({ type: "stop", outcome: { status: "completed" } });
  await until(
    "its tab is closed",
    async () => (await browser.targets()).filter(({ type }) => type === "page").length === before,
  );
});

test("a step that fails ends the job with its reason and a picture of the page", async () => {
  const missing: StepKind = { click: { css: "#nowhere" } };
  assign("lost", [{ open: { url: "index.html", wait: "interactive" } }, missing], {
    timeouts: { job: { secs: 60, nanos: 0 }, step: { secs: 1, nanos: 0 } },
  });
  const result = await resultOf("lost");
  expect(result.outcome).toEqual({
    step_failed: {
      number: 2,
      kind: "click",
      iteration: 0,
      reason: "no element matches css `#nowhere`",
      screenshot: "failed-step-2-0.png",
    },
  });
  expect(heard.some(({ type, name }) => type === "attachment" && name === "failed-step-2-0.png")).toBe(true);
  expect(heard.filter(({ type, state }) => type === "step" && state === "failed")).toHaveLength(1);
});

test("what an extension cannot do is refused before it starts", async () => {
  assign("dragged", [{ drag: { from: { css: "#hot" }, to: { css: "#go" } } }]);
  const refused = await until("it is refused", () => heard.find(({ type }) => type === "rejected"));
  expect(refused).toMatchObject({
    attempt: { job: "dragged" },
    reason: expect.stringContaining("cannot drag"),
  });
});

test("a dropped socket is opened again and hears no result twice", async () => {
  device.terminate();
  await until("the device is back", () => heard.filter(({ type }) => type === "hello").length === 2);
  expect(heard.filter(({ type }) => type === "result")).toHaveLength(2);
  expect(heard.findLast(({ type }) => type === "hello")?.running).toEqual([]);
});

test("a canceled job ends at once and closes its tab", async () => {
  assign("slow", [{ open: { url: "index.html", wait: "load" } }, { sleep: { secs: 50, nanos: 0 } }]);
  await until("it sleeps", () =>
    heard.some(({ type, name, attempt }) => type === "step" && name === "sleep" && attempt.job === "slow"),
  );
  tell({ type: "cancel", attempt: { job: "slow", number: 1 }, reason: "somebody asked" });
  expect((await resultOf("slow")).outcome).toBe("canceled");
});
