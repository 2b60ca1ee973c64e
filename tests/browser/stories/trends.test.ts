// A metric over releases: each point is the API's, and the first bad release is named.
import type { Schemas } from "../lab/api";
import { shows } from "../reader/figure";
import { open } from "../reader/settled";
import { expect, test } from "../reader/story";

const SCOPE = "scenario=search&platform=linux&device_class=lab";

test("every point of a trend has the API's value, and the keyboard walks along them", async ({
  page,
  api,
}) => {
  const trends = await api.get<Schemas["TrendsView"]>(`/api/v1/trends?${SCOPE}&metric=step_time`);
  const values = trends.metrics[0]!.values;
  await open(page, `/trends?${SCOPE}&metric=step_time`);
  const plot = page.getByRole("application");
  await plot.focus();
  // The first key brings the crosshair, to the newest run.
  await page.keyboard.press("End");
  await page.keyboard.press("Home");
  for (const [place, value] of values.entries()) {
    const reading = page.locator("[data-place]").first();
    await expect(reading).toHaveAttribute("data-place", String(place));
    const text = (await reading.textContent()) ?? "";
    expect(shows(text, value!), `run ${place}: ${text}`).toBe(true);
    expect(text).toContain(trends.runs[place]!.release);
    await page.keyboard.press("ArrowRight");
  }
});

test("the first bad release is named, and Enter opens its run", async ({ page, api }) => {
  const trends = await api.get<Schemas["TrendsView"]>(`/api/v1/trends?${SCOPE}&metric=step_time`);
  await open(page, `/trends?${SCOPE}&metric=step_time`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("6.7.0");
  await page.getByRole("application").focus();
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/runs/${trends.runs.at(-1)!.id}`));
});
