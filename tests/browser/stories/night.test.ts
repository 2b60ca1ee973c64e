// The morning after: from the home page to what got worse, in which process and in which phase, and who looks at it.
import type { Schemas } from "../lab/api";
import { NIGHT } from "../lab/suite";
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

test("what a suite found that was started over the API is told on the home page", async ({
  page,
  lab,
  api,
}) => {
  const [newest] = await api.items<Schemas["SuiteRunView"]>(`/api/v1/suite-runs?suite=${NIGHT}`);
  expect(newest).toMatchObject({ release: "1.1.0", state: "over" });
  expect(newest!.cells).toMatchObject([{ run_id: lab.runs.worse, verdict: "regressed" }]);
  await open(page, "/");
  await expect(page.getByRole("heading", { level: 1 })).toContainText(/\d+ new regressions?/);
  const cells = page.getByRole("list", { name: NIGHT, exact: true }).getByRole("listitem");
  await expect(cells).toHaveCount(1);
  await expect(cells).toContainText("regressed");
  await cells.getByRole("link").click();
  await expect(page).toHaveURL(new RegExp(`/runs/${lab.runs.worse}`));
});

test("the home page tells each unresolved alert as the API has it", async ({ page, api }) => {
  const alerts = await api.items<Schemas["AlertView"]>("/api/v1/alerts?state=unresolved&page_size=100");
  expect(alerts.length).toBeGreaterThan(1);
  await open(page, "/");
  for (const { metric, scenario, worst, unit } of alerts) {
    const named = page.getByRole("link", { name: metric, exact: true });
    const row = page.getByRole("row").filter({ has: named }).filter({ hasText: scenario });
    await expect(row, `${metric} of ${scenario}, in ${unit}`).toHaveCount(1);
    const { shift, baseline_median: level } = worst.comparison!;
    const change = (await row.locator(".shift .size").textContent()) ?? "";
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
  const step = page.getByRole("region", { name: "History" }).getByRole("listitem").last();
  await expect(step).toContainText("acknowledged");
  await expect(step).toContainText("ada");
  await expect(step).toContainText("looking at it");
  const told = await api.get<Schemas["AlertDetailView"]>(`/api/v1/alerts/${alert.id}`);
  expect(told.alert.state).toBe("acknowledged");
  expect(told.history.at(-1)).toMatchObject({ kind: "acknowledged", by: "ada", note: "looking at it" });
});
