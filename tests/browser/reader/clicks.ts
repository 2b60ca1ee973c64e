// Counts what a reader has to click, so that a way through the pages stays as short as it was promised.
import type { Locator } from "@playwright/test";

export class Clicks {
  count = 0;

  async on(target: Locator): Promise<void> {
    this.count += 1;
    await target.click();
  }
}
