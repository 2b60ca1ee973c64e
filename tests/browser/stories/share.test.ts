// A link shows one run to somebody without an account, and nothing else.
import { metricRows } from "../reader/metrics_table";
import { open, settled } from "../reader/settled";
import { expect, test } from "../reader/story";

test("a copied share link opens in a private window, and opens nothing else", async ({
  page,
  stranger,
  lab,
  complaints,
}) => {
  complaints.expect(/401|403/);
  await open(page, `/runs/${lab.runs.worse}`);
  await page.getByRole("button", { name: "Share" }).click();
  await page.getByRole("button", { name: "Create link" }).first().click();
  const link = await page.getByLabel(/^The link to this page/).inputValue();
  await open(stranger, link);
  expect(await metricRows(stranger)).toEqual(await metricRows(page));

  await stranger.goto(`/runs/${lab.runs.first}`);
  await expect(stranger.getByRole("heading", { name: "Sign in" })).toBeVisible();
});

test("a revoked link opens no more", async ({ page, stranger, lab, complaints }) => {
  complaints.expect(/401|403/);
  await open(page, `/runs/${lab.runs.same}`);
  await page.getByRole("button", { name: "Share" }).click();
  await page.getByRole("button", { name: "Create link" }).first().click();
  const link = await page.getByLabel(/^The link to this page/).inputValue();
  await open(stranger, link);
  await page.getByRole("button", { name: /^Revoke the link/ }).click();
  await expect(page.getByRole("cell", { name: "revoked" })).toBeVisible();
  await stranger.reload();
  await expect(stranger.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await settled(page);
});
