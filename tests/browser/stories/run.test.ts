// A run page says what the API says: the verdict, each metric, each line of each chart.
import { shows } from "../reader/figure";
import { metricRows, twins } from "../reader/metrics_table";
import { open } from "../reader/settled";
import { expect, test } from "../reader/story";

test("what was planted is what the run page calls worse, with the API's figures", async ({
  page,
  lab,
  api,
}) => {
  const { verdict } = await api.run(lab.runs.worse);
  await open(page, `/runs/${lab.runs.worse}`);
  await expect(page.locator("h1")).toContainText(/regress|worse|more|slower|higher/i);
  const rows = await metricRows(page);
  expect(rows.map(({ metric }) => metric)).toEqual(verdict!.metrics.map(({ metric }) => metric));
  for (const [place, judged] of verdict!.metrics.entries()) {
    const row = rows[place]!;
    expect(row.verdict, judged.metric).toBe(judged.verdict);
    expect(shows(row.measured, judged.measured!.median), `${judged.metric}: ${row.measured}`).toBe(true);
    const { baseline_median: level, shift } = judged.evidence!;
    expect(shows(row.baseline, level), `${judged.metric}: ${row.baseline}`).toBe(true);
    if (level !== 0) expect(shows(row.change, (100 * shift) / level), judged.metric).toBe(true);
  }
  const worse = rows.filter(({ verdict }) => verdict === "regressed").map(({ metric }) => metric);
  expect(worse).toEqual(expect.arrayContaining(["rows_drawn", "dom_nodes.page"]));
});

test("nothing was planted and nothing is called worse", async ({ page, lab }) => {
  await open(page, `/runs/${lab.runs.same}`);
  const rows = await metricRows(page);
  const drawn = rows.filter(({ metric }) => metric === "rows_drawn" || metric === "dom_nodes.page");
  expect(drawn.map(({ verdict }) => verdict)).toEqual(["unchanged", "unchanged"]);
});

test("every line of the charts has the API's statistics", async ({ page, lab, api }) => {
  const { statistics } = await api.run(lab.runs.worse);
  await open(page, `/runs/${lab.runs.worse}`);
  const charts = page.locator("#chart-cpu, #chart-memory");
  const drawn = (await twins(charts)).flatMap(({ lines }) => lines);
  expect(drawn.length).toBeGreaterThan(4);
  for (const { name, source, figures } of drawn) {
    const known = statistics.some((one) => {
      const values = [one.avg, one.min, one.max, one.p50, one.p95];
      return one.source === source && values.every((value, at) => shows(figures[at] ?? "", value));
    });
    expect(known, `${name} by ${source}: ${figures.join(", ")}`).toBe(true);
  }
});

test("a zoom stands in the address, and whoever gets the link sees it", async ({ page, context, lab }) => {
  await open(page, `/runs/${lab.runs.worse}`);
  await page.getByRole("button", { name: "Zoom to iteration 3" }).click();
  const all = page.getByRole("button", { name: "See everything" });
  await expect(all).toBeVisible();
  // The address follows where the zoom comes to rest.
  await expect(page).toHaveURL(/[?&]zoom=\d+-\d+/);
  const other = await context.newPage();
  await open(other, page.url());
  await expect(other.getByRole("button", { name: "See everything" })).toBeVisible();
  await all.click();
  await expect(all).toHaveCount(0);
  await expect(page).not.toHaveURL(/zoom=/);
});
