import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { Chromium } from "./chromium";
import { BINARY, Controller } from "./controller";
import { Extension, variant } from "./extension";
import { serveShop } from "./shop_page";
import { until } from "./until";

type Answer = Record<string, any>;

/** A page that works for as long as it is told, ms. */
const PAGE = `<!doctype html><title>Work</title><link rel="stylesheet" href="work.css"><button id="go">Go</button>
<p id="done" hidden>Done</p><script src="work.js"></script>`;
const SCRIPT = `document.getElementById("go").addEventListener("click", () => {
  const wanted = Number(new URLSearchParams(location.search).get("ms"));
  const began = performance.now();
  while (performance.now() - began < wanted);
  window.took = performance.now() - began;
  document.getElementById("done").hidden = false;
});
const isRefused = (work) => { try { work(); return false; } catch { return true; } };
window.reach = async () => {
  const answers = await Promise.allSettled([
    fetch("/api/v1/me", { credentials: "include" }),
    fetch("/api/health"),
  ]);
  const reached = answers.filter(({ status }) => status === "fulfilled").length;
  return reached + !isRefused(() => document.cookie) + !isRefused(() => localStorage.length);
};`;
const SCENARIO = `name: work
pages: pages/work
warmup: 1
iterations: 10
retries: {infrastructure: 0}
baseline: {last_good: 1}
variables: {MS: "40"}
steps:
  - open: "index.html?ms=\${MS}"
  - click: "#go"
  - wait_for: "#done"
  - metric: {key: work, script: "return window.took"}
  - screenshot: {name: done}
  - metric: {key: reach, script: "return await reach()"}
metrics:
  - {key: reach, unit: count, meaning: What of the dashboard the page reaches, aggregate: last}
  - {key: work, unit: ms, meaning: Time that the page works, aggregate: last, practical_limit: {percent: 25}}
`;
const JOB_MS = 50_000;

describe.skipIf(BINARY === undefined)("a device of the real controller", () => {
  let controller: Controller;
  let shop: Awaited<ReturnType<typeof serveShop>>;
  let browser: Chromium;
  let token: string;

  beforeAll(async () => {
    [controller, shop] = await Promise.all([Controller.start(), serveShop()]);
    token = controller.token("ingest", "agent", "run", "read");
    browser = await Chromium.start([await variant([])]);
    const [worker] = await browser.serviceWorkers(1);
    const settings = { server: controller.address, token, scenario: "", device_name: "cb-7", schedule: true };
    await Extension.setUp(browser, worker?.url ?? "", settings);
  });

  afterAll(async () => {
    await browser?.end();
    await Promise.all([controller?.end(), shop?.end()]);
  });

  async function ask(path: string, body?: Answer): Promise<Answer> {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const asked = body === undefined ? { headers } : { method: "POST", headers, body: JSON.stringify(body) };
    return (await (await fetch(`${controller.address}${path}`, asked)).json()) as Answer;
  }

  async function submit(request: Answer): Promise<string> {
    const { data, msg } = await ask("/api/v1/jobs", request);
    if (data.jobs === undefined) throw new Error(msg);
    return data.jobs[0];
  }

  function over(job: string): Promise<Answer> {
    return until(
      `job ${job} is over`,
      async () => {
        const answer = await ask(`/api/v1/jobs/${job}`).catch(() => undefined);
        const { state } = answer?.data ?? {};
        return !["queued", "assigned", "running", undefined].includes(state) && answer?.data;
      },
      JOB_MS,
    );
  }

  async function judged(ms: number): Promise<Answer> {
    const pages = {
      "pages/work/index.html": PAGE,
      "pages/work/work.js": SCRIPT,
      "pages/work/work.css": "body { background: #eee }",
    };
    const job = await over(await submit({ scenario: SCENARIO, pages, variables: { MS: `${ms}` } }));
    expect([job.state, job.attempts, job.reason]).toEqual(["completed", 1, undefined]);
    return (await ask(`/api/v1/runs/${job.run_id}`)).data;
  }

  test("it shows up under the devices and says what it can do", async () => {
    const device = await until("the device is ready", async () =>
      (await ask("/api/v1/devices")).data.items.find(({ ready }: Answer) => ready),
    );
    expect(device).toMatchObject({ id: "cb-7/linux", browsers: [{ kind: "chromium" }] });
    expect(device.abilities.steps).toContain("screenshot");
    const drag = "name: sort\nbase_url: http://127.0.0.1:9\nsteps:\n  - drag: {from: '#a', to: '#b'}\n";
    const refused = await ask("/api/v1/jobs", { scenario: drag });
    expect(refused).toMatchObject({ code: 1000, msg: expect.stringContaining("cannot do `drag` (step 1)") });
  });

  let baseline: Answer;

  test("a job goes from submission to a stored run with nobody touching anything", async () => {
    baseline = await judged(40);
    expect(baseline.run).toMatchObject({ scenario: "work", outcome: "completed" });
    expect(baseline.iterations).toHaveLength(11);
    const values = baseline.iterations.map(({ results }: Answer) => results.work);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(39);
    // The pages stand on the dashboard's own host and share nothing with it.
    expect(baseline.iterations.map(({ results }: Answer) => results.reach)).toEqual(Array(11).fill(0));
    expect(baseline.attachments.map(({ name }: Answer) => name)).toContain("done-10.png");
    expect(baseline.processes.map(({ process_type }: Answer) => process_type)).toContain("Renderer");
  }, 60_000);

  test("the same again is judged against it and no slower", async () => {
    const { verdict } = await judged(40);
    expect(verdict.baseline.run_ids).toEqual([baseline.run.id]);
    const work = verdict.metrics.find(({ metric }: Answer) => metric === "work");
    // A busy machine may leave it open; it never calls it slower.
    expect(["unchanged", "inconclusive"]).toContain(work.verdict);
  }, 60_000);

  test("a planted slow-down is found", async () => {
    const { verdict } = await judged(200);
    const work = verdict.metrics.find(({ metric }: Answer) => metric === "work");
    expect(work.verdict).toBe("regressed");
  }, 60_000);

  test("pictures in quick succession are all taken, though Chrome takes two in a second", async () => {
    const pictures = ["a", "b", "c", "d", "e"];
    const steps = pictures.map((name) => `  - screenshot: {name: ${name}}\n`).join("");
    const head = `name: album\nbase_url: ${shop.address}\nwarmup: 0\niterations: 1\nretries: {infrastructure: 0}\n`;
    const job = await over(await submit({ scenario: `${head}steps:\n  - open: index.html\n${steps}` }));
    expect([job.state, job.reason]).toEqual(["completed", undefined]);
    const run = (await ask(`/api/v1/runs/${job.run_id}`)).data;
    expect(run.attachments.map(({ name }: Answer) => name).sort()).toEqual(
      pictures.map((name) => `${name}-0.png`),
    );
  }, 60_000);

  test("a job survives the controller's sudden death whole", async () => {
    const steps = [
      "open: index.html",
      "click: '#go'",
      "wait_for: {text: Thanks}",
      "sleep: 2s",
      "metric: {key: clicks, script: 'return seen.clicks'}",
    ];
    const head = `name: long\nbase_url: ${shop.address}\nwarmup: 0\niterations: 4\nretries: {infrastructure: 0}\n`;
    const metrics = "metrics:\n  - {key: clicks, unit: count, meaning: Clicks, aggregate: last}\n";
    const job = await submit({
      scenario: `${head}${metrics}steps:\n${steps.map((step) => `  - ${step}\n`).join("")}`,
    });
    await until("it measures", async () => {
      const { data } = await ask("/api/v1/live");
      return data.items.some(({ scenario, frames }: Answer) => scenario === "long" && frames > 10);
    });
    await controller.kill();
    await controller.run();
    const ended = await over(job);
    expect([ended.state, ended.attempts, ended.reason]).toEqual(["completed", 1, undefined]);
    const run = (await ask(`/api/v1/runs/${ended.run_id}`)).data;
    expect(run.iterations.map(({ results }: Answer) => results.clicks)).toEqual([1, 1, 1, 1]);
  }, 60_000);
});
