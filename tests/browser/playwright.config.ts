import { existsSync } from "node:fs";

import { defineConfig } from "@playwright/test";

const BROWSERS = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/snap/bin/chromium",
];

export default defineConfig({
  testDir: "stories",
  testMatch: "*.test.ts",
  outputDir: "results",
  globalSetup: "./lab/setup.ts",
  workers: 2,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  use: {
    // What cannot be clicked by now never can; the story ends there and names it.
    actionTimeout: 15_000,
    locale: "en-US",
    timezoneId: "Europe/Berlin",
    viewport: { width: 1440, height: 900 },
    // `npm test -- --trace retain-on-failure` records more to look at, and takes longer.
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: BROWSERS.find((path) => existsSync(path)) ?? "chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
      ],
    },
  },
});
