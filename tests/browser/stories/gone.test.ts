// What a page says when what it shows is gone: the run, or the controller.
import { Controller } from "../lab/controller";
import { dataset } from "../lab/dataset";
import { open, settled } from "../reader/settled";
import { expect, test, watch } from "../reader/story";

test("a run that is deleted while open says so and leads back", async ({ page, api, complaints }) => {
  complaints.expect(/404/);
  const id = await api.upload(dataset({ scenario: "short-lived" }));
  await open(page, `/runs/${id}`);
  await api.send("DELETE", `/api/v1/runs/${id}`);
  // Whoever comes back to a tab asks anew.
  await page.reload();
  await expect(page.getByRole("heading", { name: "There is no such run" })).toBeVisible();
  await page.getByRole("link", { name: "All runs" }).click();
  await settled(page);
});

test("a controller that restarts while a page is open is told of, and the page recovers", async ({
  browser,
  complaints,
}) => {
  complaints.expect(/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE/);
  const controller = await Controller.start();
  try {
    await controller.api.upload(dataset({ scenario: "checkout", title: "before the restart" }));
    const context = await browser.newContext({ baseURL: controller.address });
    await watch(context, complaints);
    await context.addInitScript((token) => {
      if (location.protocol === "http:") sessionStorage.setItem("perfsight.token", token);
    }, controller.api.token);
    const page = await context.newPage();
    await open(page, "/runs");
    await controller.kill();
    await page.getByRole("button", { name: "Scenario" }).click();
    await expect(page.getByRole("alert")).toContainText("does not answer");
    await expect(page.getByRole("link", { name: "before the restart" })).toBeVisible();
    await controller.run();
    await expect(async () => {
      // A page that asks anew by itself may be faster than its reader.
      const retry = page.getByRole("alert").getByRole("button");
      if (await retry.isVisible()) await retry.click();
      await expect(page.getByRole("alert")).toHaveCount(0, { timeout: 2_000 });
    }).toPass();
    await expect(page.getByRole("link", { name: "before the restart" })).toBeVisible();
    await context.close();
  } finally {
    await controller.end();
  }
});
