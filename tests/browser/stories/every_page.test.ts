// What holds on every page: people who cannot see, point or afford a wide screen can use it, in both themes.
import type { Page } from "@playwright/test";

import { violations } from "../reader/axe";
import { PAGES } from "../reader/pages";
import { open, settled } from "../reader/settled";
import { expect, test } from "../reader/story";

const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
] as const;
const THEMES = ["light", "dark"] as const;

// No page waits for another.
test.describe.configure({ mode: "parallel" });

for (const { name, path, shows = [] } of PAGES) {
  test(`${name}: nobody is kept out, and nothing is wider than the window`, async ({ page, lab }) => {
    await open(page, path(lab));
    for (const part of shows) await expect(page.locator(part).first()).toBeVisible();
    expect(await faults(page)).toEqual([]);
  });
}

test("sign-in: nobody is kept out, and nothing is wider than the window", async ({ stranger }) => {
  await open(stranger, "/sign-in");
  expect(await faults(stranger)).toEqual([]);
});

/** What is wrong at each size in each theme. */
async function faults(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const size of SIZES) {
    await page.setViewportSize(size);
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await settled(page);
      const words = await violations(page);
      found.push(...words.map((violation) => `${colorScheme}, ${size.width} px: ${violation}`));
    }
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (wider > 0) found.push(`${size.width} px: the page is ${wider} px wider than its window`);
  }
  return found;
}
