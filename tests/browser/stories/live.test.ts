// A run is followed while it goes on, and its page becomes that of the finished run.
import { submit } from "../lab/catalog";
import { until } from "../lab/until";
import { metricRows } from "../reader/metrics_table";
import { settled } from "../reader/settled";
import { expect, test } from "../reader/story";

test("a live run grows before the reader's eyes and becomes the stored run", async ({ page, api }) => {
  test.setTimeout(120_000);
  const job = await submit(api, { release: "1.2.0", tags: ["live"] });
  await page.goto(`/live/${job}`);
  const charts = page.locator("main figure");
  await expect(charts.first()).toBeVisible({ timeout: 60_000 });
  const samples = async () =>
    page
      .locator("main figure table td")
      .evaluateAll((cells) => cells.map((cell) => cell.textContent).join(" "));
  const before = await samples();
  await until("the figures of the charts move", async () => (await samples()) !== before);

  await expect(page).toHaveURL(/\/runs\/[0-9a-f-]{36}/, { timeout: 60_000 });
  await settled(page);
  const run = await api.run(page.url().split("/").at(-1)!);
  expect(run.run.release).toBe("1.2.0");
  const rows = await metricRows(page);
  expect(rows.length).toBeGreaterThan(4);
  expect(rows.map(({ metric }) => metric)).toEqual(run.verdict!.metrics.map(({ metric }) => metric));
});
