// What runs are judged against is chosen by people, in the open: who, when and why.
import type { Schemas } from "../lab/api";
import { open } from "../reader/settled";
import { expect, test } from "../reader/story";

test("a run is pinned as the baseline with a note, and cleared again", async ({ page, lab, api }) => {
  const why = "the last good nightly";
  await open(page, `/runs/${lab.runs.first}`);
  await page.getByRole("button", { name: "Pin as baseline" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox").fill(why);
  await dialog.getByRole("button", { name: "Pin as baseline" }).click();
  await expect(page.getByText("Pinned as baseline")).toBeVisible();

  const pinned = await api.items<Schemas["BaselineView"]>("/api/v1/baselines?scenario=catalog");
  expect(pinned).toMatchObject([{ run_id: lab.runs.first, reason: why }]);
  await open(page, "/baselines");
  const row = page.locator(`[data-pinned="${lab.runs.first}"]`);
  await expect(row).toContainText(why);
  await expect(row).toContainText(pinned[0]!.set_by);

  await row.getByRole("button", { name: /^Clear/ }).click();
  await page.getByRole("dialog").getByRole("textbox").fill("only a story");
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Clear/ })
    .click();
  await expect(row).toHaveCount(0);
  expect(await api.items("/api/v1/baselines?scenario=catalog")).toEqual([]);
});
