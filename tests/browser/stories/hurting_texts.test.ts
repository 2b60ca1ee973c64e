// Texts of strangers are shown and never run, whatever they hold and wherever they stand.
import type { Page } from "@playwright/test";

import { ARABIC, HURTING, LONG } from "../lab/strings";
import { open } from "../reader/settled";
import { expect, test } from "../reader/story";

test("markup in every text of a run is shown as text", async ({ page, lab }) => {
  await open(page, `/runs/${lab.runs.hurting}`);
  await page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
  const texts = page.locator("main").getByText(HURTING, { exact: false });
  expect(await texts.count()).toBeGreaterThan(5);
  await expectUnhurt(page);
});

test("markup in every text of the list is shown as text", async ({ page, lab }) => {
  await open(page, `/runs?scenario=${encodeURIComponent(HURTING)}`);
  await expect(page.locator("[data-row]")).toHaveText([HURTING]);
  await expect(page.locator("[data-row]")).toHaveAttribute("href", `/runs/${lab.runs.hurting}`);
  await expectUnhurt(page);
});

test("markup in the address is no markup in the page", async ({ page, complaints }) => {
  complaints.expect(/404/);
  for (const path of ["/runs/", "/runs?release=", "/runs?tags=", "/settings/"]) {
    await page.goto(path + encodeURIComponent(HURTING));
    await expect(page.locator("main")).not.toBeEmpty();
    await expectUnhurt(page);
  }
});

test("names in any script and of any length fit into the list", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, "/runs");
  for (const name of [ARABIC, LONG]) await expect(page.getByRole("link", { name })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
});

async function expectUnhurt(page: Page): Promise<void> {
  expect(await page.evaluate(() => "hurt" in window)).toBe(false);
  expect(await page.locator("main img[src=x], main script").count()).toBe(0);
}
