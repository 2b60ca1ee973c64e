import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { Chromium } from "./chromium";
import { BINARY, Controller } from "./controller";
import { Extension, variant } from "./extension";
import { servePage } from "./page_server";
import { AWAY_SECONDS } from "./figures";
import { until } from "./until";

describe.skipIf(BINARY === undefined)("with the real controller", () => {
  let controller: Controller;
  let page: Awaited<ReturnType<typeof servePage>>;
  let browser: Chromium;
  let extension: Extension;
  let token: string;

  beforeAll(async () => {
    [controller, page] = await Promise.all([Controller.start(), servePage()]);
    token = controller.token("ingest", "read");
    browser = await Chromium.start([await variant([])]);
    const [worker] = await browser.serviceWorkers(1);
    const settings = { server: controller.address, token, scenario: "shop", release: "6.8.0", tags: ["lab"] };
    extension = await Extension.of(browser, worker?.url ?? "", () => settings);
  });

  afterAll(async () => {
    await browser?.end();
    await Promise.all([controller?.end(), page?.end()]);
  });

  test("the connection check tells a good token from a wrong one", async () => {
    const options = await extension.page("options.html");
    await until("the options are drawn", () =>
      options.evaluate<boolean>("!!document.querySelector('#permissions li')"),
    );
    for (const [shown, finding] of [
      [token, "check_ok"],
      ["psk_wrong", "check_token"],
    ] as const) {
      await options.evaluate(`{
        document.getElementById("token").value = ${JSON.stringify(shown)};
        document.getElementById("findings").replaceChildren();
        document.getElementById("check").click();
      }`);
      const read = `document.querySelector("#findings li")?.dataset.finding`;
      await until(
        `the check says ${finding}`,
        async () => (await options.evaluate<string>(read)) === finding,
      );
    }
    await options.close();
  });

  test("a run survives the controller's sudden death whole", async () => {
    await extension.start();
    await until("it records", async () => (await extension.shown("words")) === "Recording");
    await until("memory is there", async () => /MB|GB/.test(await extension.shown("memory")));
    await browser.open(page.address);
    const seconds = async () => Number((await extension.shown("elapsed")).split(":")[1]);
    await until("it has run for a while", async () => (await seconds()) >= 6);
    await controller.kill();
    await until("the server is away", async () => (await extension.shown("words")).includes("away"));
    const away = await seconds();
    const isOver = async () => (await seconds()) >= away + AWAY_SECONDS;
    await until("it was away for a while", isOver, 20_000 + AWAY_SECONDS * 1000);
    await controller.run();
    await until("it records again", async () => (await extension.shown("words")) === "Recording", 40_000);
    const back = await seconds();
    await until("it has run for a while", async () => (await seconds()) >= back + 3);
    await extension.stop();
    await until("it is stopped", async () => (await extension.shown("words")) === "Stopped");
    const run = (await extension.popup.evaluate<string>("document.getElementById('report').href"))
      .split("/")
      .at(-1);
    const { report } = await until("the run is stored", () => controller.dataset(run ?? "", token));
    const { meta, metrics, processes, outcome } = report;
    expect(outcome.status).toBe("completed");
    expect(meta.test_context).toMatchObject({
      scenario_name: "shop",
      tags: expect.arrayContaining(["lab", "release:6.8.0"]),
    });
    expect(meta.collection.sources[0].name).toBe("chrome.processes");
    expect(processes.map((process: any) => process.proc_type)).toEqual(
      expect.arrayContaining(["Browser", "Renderer", "GPU"]),
    );
    const times = metrics
      .filter((batch: any) => Object.values(batch.metrics).some((point: any) => "cpu_chrome_usage" in point))
      .map((batch: any) => Date.parse(batch.timestamp));
    expect(new Set(times).size).toBe(times.length);
    const gaps = times.slice(1).map((at: number, place: number) => at - times[place]);
    expect(Math.max(...gaps)).toBeLessThan(2500);
    expect(JSON.stringify(metrics)).toContain("cart.items");
    expect(meta.definitions["cart.items"]).toMatchObject({ unit: "count", meaning: "Items" });
  });

  test("both fallback modes are stored with what was missing and why", async () => {
    const second = await Chromium.start([
      await variant(["processes", "debugger"]),
      await variant(["processes", "webRequest"]),
    ]);
    try {
      const workers = await second.serviceWorkers(2);
      const running: Extension[] = [];
      for (const { url } of workers) {
        const one = await Extension.of(second, url, (permissions) => {
          const fallback = permissions.includes("debugger") ? "debugger" : "performance";
          return { server: controller.address, token, scenario: "shop", fallback };
        });
        await one.start();
        running.push(one);
      }
      await second.open(page.address);
      for (const one of running) {
        await until("it has run for a while", async () =>
          /^0:0[4-9]|0:[1-5]/.test(await one.shown("elapsed")),
        );
        await one.stop();
        await until("it is stopped", async () => (await one.shown("words")) === "Stopped");
        const link = await one.popup.evaluate<string>("document.getElementById('report').href");
        const { report } = await until("it is stored", () =>
          controller.dataset(link.split("/").at(-1) ?? "", token),
        );
        const used = one.settings.fallback;
        expect(report.meta.collection.fallbacks).toMatchObject([{ wanted: "processes", used }]);
        expect(JSON.stringify(report.metrics)).toContain("cart.items");
        expect(JSON.stringify(report.metrics).includes("cpu_time_approximate")).toBe(used === "debugger");
        expect(JSON.stringify(report.metrics)).not.toContain("cpu_chrome_usage");
      }
    } finally {
      await second.end();
    }
  });
});
