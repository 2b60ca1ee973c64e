// Somebody starts a scenario and sees, before and after the button, which device takes it or why none does.
import type { Schemas } from "../lab/api";
import { NOWHERE } from "../lab/catalog";
import { open, settled } from "../reader/settled";
import { expect, test } from "../reader/story";

const YAML = NOWHERE.replace("name: nowhere", "name: story");

test("a scenario that no device can take is started, and the page says why it waits", async ({
  page,
  api,
}) => {
  await open(page, "/start?scenario=own");
  await page.getByLabel("Scenario text (YAML)").fill(YAML);
  const plan = page.getByRole("region", { name: "Plan" });
  await expect(plan).toContainText("It waits: No device can ever take it.");
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await expect(page).toHaveURL(/\/jobs\//);
  await settled(page);
  const id = page.url().split("/").at(-1)!;
  const job = await api.get<Schemas["JobDetailView"]>(`/api/v1/jobs/${id}`);
  expect(job.state).toBe("queued");
  await expect(page.getByRole("heading", { name: "No device can ever take it" })).toBeVisible();
  const devices = await api.items<{ id: string }>("/api/v1/devices");
  for (const device of devices) {
    const said = page.getByRole("listitem").filter({ hasText: device.id });
    await expect(said.first()).toContainText("label missing");
  }

  await open(page, "/queue");
  await expect(page.getByRole("row").filter({ hasText: "story" })).toContainText(
    "No device can ever take it",
  );
  await open(page, `/jobs/${id}`);
  await page.getByRole("button", { name: /^Cancel/ }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Cancel/ })
    .last()
    .click();
  await expect(page.getByText("canceled").first()).toBeVisible();
});

test("the plan names the device before the button is pressed", async ({ page }) => {
  await open(page, "/start?scenario=scroll");
  await expect(page.getByRole("region", { name: "Plan" })).toContainText(
    /lab-0[12]\/host takes it now|It waits/,
  );
});
