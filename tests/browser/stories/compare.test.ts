// Runs side by side: what the page says is what the API compared, and its address says it again to somebody else.
import type { Schemas } from "../lab/api";
import { shows } from "../reader/figure";
import { open, settled } from "../reader/settled";
import { expect, test } from "../reader/story";

test("three runs, chosen by keyboard, are compared as the API compares them", async ({ page, lab, api }) => {
  await open(page, "/runs?scenario=catalog&sort=created_at");
  await expect(page.locator("[data-row]")).toHaveCount(3);
  for (const key of ["j", "x", "j", "x", "j", "x", "c"]) await page.keyboard.press(key);
  await expect(page).toHaveURL(/\/compare\?ids=/);
  const ids = [lab.runs.first, lab.runs.same, lab.runs.worse];
  expect(new URL(page.url()).searchParams.get("ids")).toBe(ids.join(","));
  const compared = await api.get<Schemas["CompareView"]>(`/api/v1/compare?ids=${ids.join(",")}`);
  await settled(page);
  const columns = page.locator("thead [data-run]");
  await expect(columns).toHaveCount(ids.length);
  expect(await columns.evaluateAll((all) => all.map((one) => one.getAttribute("data-run")))).toEqual(ids);
  for (const metric of compared.metrics) {
    const row = page.locator(`tr[data-metric="${metric.metric}"]`);
    const level = metric.runs[0]?.median;
    const base = (await row.locator("td.base").textContent()) ?? "";
    expect(level === undefined ? base === "" : shows(base, level), `${metric.metric}: ${base}`).toBe(true);
    for (const [place, run] of metric.runs.entries()) {
      if (place === 0 || run?.median === undefined) continue;
      const cell = row.locator(`td[data-run="${ids[place]}"]`);
      const text = (await cell.locator(".pair-of-numbers > span").first().textContent()) ?? "";
      expect(shows(text, run.median), `${metric.metric} of run ${place}: ${text}`).toBe(true);
    }
  }
  await expect(page.locator(`tr[data-metric="rows_drawn"] td[data-run="${lab.runs.worse}"]`)).toContainText(
    "regressed",
  );
});

test("the link of a comparison shows a second reader the same", async ({ page, context, lab }) => {
  const { first, worse } = lab.runs;
  await open(page, `/compare?ids=${first},${worse}`);
  await page.getByRole("button", { name: /^As reference/ }).click();
  await expect(page).toHaveURL(/reference=/);
  const other = await context.newPage();
  await open(other, page.url());
  const told = (one: typeof page) => one.locator("tr[data-metric]").allTextContents();
  expect(await told(other)).toEqual(await told(page));
  await expect(other.locator('tr[data-metric="rows_drawn"]')).toContainText("improved");
});
