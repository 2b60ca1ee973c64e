// From a reader's act to the painted page, the slow ones counted: the 95th percentile of many turns, each in a page whose
// cache knows nothing of it yet.
import { figure, quantile } from "./figure.mjs";
import { painted } from "./painted.mjs";

const SCENARIOS = 20;
const RELEASES = 50;
/** A page that asks little, from which a reader goes on. */
const QUIET = "/settings";

export async function pages(browser, wish) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(wish.address + QUIET);
  const [one, other] = wish.runs.hours;
  const figures = [
    await filters(page, wish),
    await visits(
      page,
      wish,
      `/trends?scenario=scenario-00&platform=linux&device_class=lab&metric=step_time&range=1y`,
      "main canvas, main svg",
      {
        name: "trend of 5,000 points, asked for to painted",
        goal: 200,
      },
    ),
    await visits(page, wish, `/compare?ids=${one},${other}`, "main table", {
      name: "compare of two one-hour runs of 40 processes",
      goal: 300,
    }),
    await visits(page, wish, `/runs/${wish.runs.million}`, ".plot canvas, .panel canvas", {
      name: "run page with 1,000,000 samples, interactive",
      goal: 500,
    }),
  ];
  await context.close();
  return figures;
}

/** Each turn another filter, so that neither side has the answer yet. */
async function filters(page, { address, turns }) {
  await page.goto(`${address}/runs`, { waitUntil: "networkidle" });
  const took = [];
  for (let turn = 0; turn < turns; turn += 1) {
    const number = String((turn * 3) % SCENARIOS).padStart(2, "0");
    const goTo = `/runs?scenario=scenario-${number}&release=7.${(turn * 7) % RELEASES}.0`;
    took.push(await painted(page, { goTo }, "main table tbody tr, main .nothing"));
  }
  return figure("runs page, filter to painted", "ms, p95", quantile(took, 0.95), 150);
}

/** Each turn in a fresh document: what was fetched before is forgotten, what was loaded of the program is not. */
async function visits(page, { address, turns }, path, shown, { name, goal }) {
  const took = [];
  for (let turn = 0; turn < turns; turn += 1) {
    await page.goto(address + QUIET, { waitUntil: "networkidle" });
    try {
      took.push(await painted(page, { goTo: path }, shown));
    } catch (error) {
      return figure(name, "ms, p95", null, goal, { note: error.message.split("\n")[0] });
    }
  }
  return figure(name, "ms, p95", quantile(took, 0.95), goal);
}
