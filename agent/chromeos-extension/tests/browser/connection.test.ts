import { readFileSync } from "node:fs";
import { createServer as createTls } from "node:https";
import { createServer, type AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";

import { Chromium } from "./chromium";
import { variant } from "./extension";
import { RunServer, TOKEN } from "./run_server";
import { until } from "./until";

/** A certificate whose authority no browser knows. */
const TLS = new URL("../../../tests/tls/", import.meta.url);

let server: RunServer;
let browser: Chromium;
let options: Awaited<ReturnType<Chromium["open"]>>;
const untrusted = createTls({
  key: readFileSync(new URL("controller.key", TLS)),
  cert: readFileSync(new URL("controller.pem", TLS)),
});

beforeAll(async () => {
  server = await RunServer.start();
  await new Promise<void>((resolve) => untrusted.listen(0, "127.0.0.1", resolve));
  browser = await Chromium.start([await variant([])]);
  const [worker] = await browser.serviceWorkers(1);
  options = await browser.open(`chrome-extension://${new URL(worker?.url ?? "").host}/options.html`);
  await until("the options are drawn", () =>
    options.evaluate<boolean>("!!document.querySelector('#permissions li')"),
  );
});

afterAll(async () => {
  await browser?.end();
  await server?.end();
  untrusted.closeAllConnections();
  await new Promise((resolve) => untrusted.close(resolve));
});

async function findings(address: string, token = TOKEN): Promise<string[]> {
  await options.evaluate(`{
    document.getElementById("server").value = ${JSON.stringify(address)};
    document.getElementById("token").value = ${JSON.stringify(token)};
    document.getElementById("findings").replaceChildren();
    document.getElementById("check").click();
  }`);
  const read = `[...document.querySelectorAll("#findings li")].map((item) => item.dataset.finding)`;
  return until("the check ends", async () => {
    const found = await options.evaluate<string[]>(read);
    return found.length > 0 && !found.includes("check_running") && found;
  });
}

async function closedPort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

test("a server that takes the token is told from one that refuses it, and no run is begun", async () => {
  expect(await findings(server.address)).toEqual(["check_ok"]);
  expect(await findings(server.address, "psk_wrong")).toEqual(["check_token"]);
  expect(server.runs).toEqual([]);
});

test("name, port and certificate each have their own words", async () => {
  expect(await findings("http://no-such-host.invalid")).toEqual(["check_name"]);
  expect(await findings(`http://127.0.0.1:${await closedPort()}`)).toEqual(["check_port"]);
  expect(await findings(`https://127.0.0.1:${(untrusted.address() as AddressInfo).port}`)).toEqual([
    "check_tls",
  ]);
  expect(await findings("ftp://127.0.0.1")).toEqual(["address_scheme"]);
});

test("what is saved stands there again", async () => {
  await options.evaluate(`{
    document.getElementById("server").value = "http://127.0.0.1:1";
    document.getElementById("tags").value = "nightly, lab";
    document.querySelector("button[type=submit]").click();
  }`);
  await until("it is saved", () =>
    options.evaluate<boolean>("document.getElementById('saved').textContent === 'Saved.'"),
  );
  await options.evaluate("location.reload()");
  await until("the tags are back", () =>
    options.evaluate<boolean>("document.getElementById('tags')?.value === 'nightly, lab'"),
  );
});
