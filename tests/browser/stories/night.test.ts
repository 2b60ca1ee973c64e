// The morning after: from the home page to what got worse, in which process and in which phase, and who looks at it.
import type { Schemas } from "../lab/api";
import { Clicks } from "../reader/clicks";
import { shows } from "../reader/figure";
import { metricRows } from "../reader/metrics_table";
import { open, settled } from "../reader/settled";
import { expect, test } from "../reader/story";

const METRIC = "memory_private.renderer";

test("last night's regression is four clicks at most from the process and the phase", async ({
  page,
  lab,
  api,
}) => {
  const clicks = new Clicks();
  await open(page, "/");
  const incident = page.getByRole("row").filter({ hasText: METRIC }).filter({ hasText: "catalog" });
  await clicks.on(incident.getByRole("link", { name: /1\.1\.0/ }));
  await expect(page).toHaveURL(new RegExp(`/runs/${lab.runs.worse}`));
  await settled(page);
  const judged = (await metricRows(page)).find(({ metric }) => metric === METRIC);
  expect(judged?.verdict).toBe("regressed");

  await clicks.on(page.getByRole("link", { name: METRIC }));
  const chart = page.locator(":target");
  await expect(chart).toBeInViewport();
  const phase = page.getByRole("button", { name: "Tint phase draw in every chart" });
  await clicks.on(phase.first());
  await expect(phase.first()).toHaveAttribute("aria-pressed", "true");
  expect(clicks.count).toBeLessThanOrEqual(4);

  // The process: the renderer's panel of that chart holds the figures of the API's renderers.
  const renderer = chart.locator("figure").filter({ hasText: "Renderer" });
  const { statistics } = await api.run(lab.runs.worse);
  const [most] = statistics
    .filter(({ metric, process_type }) => metric === "memory_private" && process_type === "Renderer")
    .map(({ max }) => max)
    .sort((one, other) => other - one);
  const cells = await renderer.locator("table td").allTextContents();
  expect(cells.some((text) => shows(text, most!))).toBe(true);
});

test("the home page tells each unresolved alert as the API has it", async ({ page, api }) => {
  const alerts = await api.items<Schemas["AlertView"]>("/api/v1/alerts?state=unresolved&page_size=100");
  expect(alerts.length).toBeGreaterThan(1);
  await open(page, "/");
  for (const { metric, scenario, worst, unit } of alerts) {
    const row = page.getByRole("row").filter({ hasText: metric }).filter({ hasText: scenario });
    await expect(row, `${metric} of ${scenario}, in ${unit}`).toHaveCount(1);
    const { shift, baseline_median: level } = worst.comparison!;
    const change = (await row.locator(".change").textContent()) ?? "";
    expect(shows(change, (100 * shift) / level!), `${metric}: ${change}`).toBe(true);
  }
});

test("an alert is acknowledged with a note, and the page says who did", async ({ page, api }) => {
  const alerts = await api.items<Schemas["AlertView"]>("/api/v1/alerts?state=open&page_size=100");
  const alert = alerts.find(({ scenario }) => scenario === "search")!;
  await open(page, `/alerts/${alert.id}`);
  await page.getByRole("button", { name: "Acknowledge", exact: true }).click();
  const form = page.getByRole("form", { name: `Acknowledge ${alert.metric}` });
  await form.getByLabel("Note").fill("looking at it");
  await form.getByRole("button", { name: "Acknowledge", exact: true }).click();
  await expect(page.getByText("acknowledged").first()).toBeVisible();
  await expect(page.getByText("looking at it").first()).toBeVisible();
  const told = await api.get<Schemas["AlertDetailView"]>(`/api/v1/alerts/${alert.id}`);
  expect(JSON.stringify(told)).toContain("looking at it");
  expect(JSON.stringify(told)).toContain('"acknowledged"');
});
