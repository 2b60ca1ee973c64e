// The main path without a mouse: every stop can be seen, nothing holds the focus fast, and it comes back where it was.
import type { Page } from "@playwright/test";

import { open, settled } from "../reader/settled";
import { expect, test } from "../reader/story";

const STOPS = 25;

test("the first stop leads past the header, and every stop shows that it has the focus", async ({ page }) => {
  await open(page, "/runs");
  await page.keyboard.press("Tab");
  expect((await stop(page)).text).toBe("Skip to content");
  await page.keyboard.press("Enter");
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("main");
  const seen = new Set<string>();
  for (let number = 0; number < STOPS; number += 1) {
    await page.keyboard.press("Tab");
    const { html, place, marked } = await stop(page);
    expect(marked, `the focus on ${html} cannot be seen`).toBe(true);
    seen.add(place);
  }
  // A date is one place with several stops.
  expect(seen.size, "the focus goes round in a small circle").toBeGreaterThan(STOPS / 2);
});

test("from the list to a shared run without a mouse, and Escape gives the focus back", async ({ page }) => {
  await open(page, "/runs?scenario=catalog");
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await settled(page);
  const share = page.getByRole("button", { name: "Share" });
  for (let number = 0; number < STOPS && !(await isFocused(page, "Share")); number += 1) {
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "This page for somebody else" })).toBeVisible();
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("SELECT");
  await page.keyboard.press("Escape");
  await expect(share).toBeFocused();
});

async function isFocused(page: Page, text: string): Promise<boolean> {
  return (await stop(page)).text === text;
}

interface Stop {
  text: string;
  html: string;
  place: string;
  /** Whether anything shows that it has the focus. */
  marked: boolean;
}

/** What has the focus. */
async function stop(page: Page): Promise<Stop> {
  return page.evaluate(() => {
    const one = document.activeElement as HTMLElement;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
    const { top, left, width, height } = one.getBoundingClientRect();
    // A link may cover its whole row by what stands behind it; then that is what carries the mark.
    const behind = getComputedStyle(one, "::after");
    const outlined = [
      [outlineStyle, outlineWidth],
      [behind.outlineStyle, behind.outlineWidth],
    ].some(([style, thick]) => style !== "none" && thick !== "0px");
    // Of a date the browser marks the part that is written in.
    const marksItself = one.matches("input[type=date]");
    return {
      text: one.textContent?.trim() ?? "",
      html: one.outerHTML.slice(0, 200),
      place: [one.tagName, top + scrollY, left, width, height].map(String).join(" "),
      marked: marksItself || outlined || boxShadow !== "none",
    };
  });
}
