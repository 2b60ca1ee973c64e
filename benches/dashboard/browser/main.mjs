// Looks at the pages of a filled controller in the system's Chromium and prints the figures as JSON, one object each.
// Argument: {"address": "http://…", "runs": {"hours": [id, id], "million": id}, "turns": 20}. What it tells goes to stderr.
import { existsSync } from "node:fs";
import { createServer } from "node:net";

import { chromium } from "playwright-core";

import { firstLoad } from "./first_load.mjs";
import { scores } from "./lighthouse.mjs";
import { pages } from "./pages.mjs";
import { panning } from "./panning.mjs";

const BROWSERS = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/snap/bin/chromium",
];
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
];
const EACH = [firstLoad, pages, panning, scores];

const wish = JSON.parse(process.argv[2] ?? "{}");
const executablePath = BROWSERS.find((path) => existsSync(path)) ?? "chromium";
// Lighthouse wants a port to come in by.
const port = await freePort();
const args = [...FLAGS, `--remote-debugging-port=${port}`];
const browser = await chromium.launch({ executablePath, args });
try {
  const figures = [];
  for (const measure of EACH) {
    console.error(`  ${measure.name} …`);
    figures.push(...(await measure(browser, { ...wish, port })));
  }
  console.log(JSON.stringify(figures));
} finally {
  await browser.close();
}

async function freePort() {
  const probe = createServer();
  await new Promise((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
