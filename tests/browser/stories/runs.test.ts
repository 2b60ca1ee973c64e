// The list of runs: what the API lists, narrowed by the address, walked by keyboard.
import type { Run } from "../lab/api";
import { open, settled } from "../reader/settled";
import { expect, test } from "../reader/story";

test("the list shows the API's runs in the API's order", async ({ page, api }) => {
  const runs = await api.items<Run>("/api/v1/runs?scenario=checkout");
  await open(page, "/runs?scenario=checkout");
  const titles = page.locator("[data-row]");
  await expect(titles).toHaveText(runs.map(({ title }) => title));
});

test("a filter changes the address, the list and nothing else, and Back undoes it", async ({ page, api }) => {
  await open(page, "/runs");
  const before = await page.locator("[data-row]").allTextContents();
  await page.getByRole("link", { name: /^6\.7\.0/ }).click();
  await expect(page).toHaveURL(/release=6\.7\.0/);
  await settled(page);
  const runs = await api.items<Run>("/api/v1/runs?release=6.7.0");
  await expect(page.locator("[data-row]")).toHaveText(runs.map(({ title }) => title));
  await page.goBack();
  await expect(page.locator("[data-row]")).toHaveText(before);
});

test("the keyboard alone leads from the list to a run's charts and back", async ({ page }) => {
  await open(page, "/runs");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  const title = await page.locator(":focus").textContent();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/runs\/[0-9a-f-]{36}/);
  await settled(page);
  await expect(page.locator("main")).toContainText(title!);
  await page.goBack();
  await expect(page).toHaveURL(/\/runs$/);
});

test("`/` goes to where one searches", async ({ page }) => {
  await open(page, "/runs");
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox", { name: "Search runs" })).toBeFocused();
});
