// Waits until a page shows what it has to show: nothing loads any more, nothing stands in for data.
import { expect, type Page } from "@playwright/test";

export async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await settled(page);
}

export async function settled(page: Page): Promise<void> {
  await expect(page.locator("main :is(h1, h2)").first()).toBeVisible();
  await expect(page.locator(".skeleton, .bone, [aria-busy=true]")).toHaveCount(0);
}
