// Frames that the browser could not draw in time while somebody moves along the charts of the large run, counted in a trace.
import { figure } from "./figure.mjs";

const CATEGORIES = ["cc", "benchmark", "devtools.timeline", "disabled-by-default-devtools.timeline.frame"];
const STEPS = 120;
const GOAL_PERCENT = 1;

export async function panning(browser, { address, runs }) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(`${address}/runs/${runs.million}`, { waitUntil: "networkidle" });
  const plot = page.locator(".plot").first();
  await plot.scrollIntoViewIfNeeded();
  const box = await plot.boundingBox();
  const across = (share) => page.mouse.move(box.x + box.width * share, box.y + box.height / 2);
  const crosshair = await frames(browser, page, async () => {
    for (let step = 0; step < STEPS; step += 1) await across(0.2 + (0.6 * step) / STEPS);
  });
  // A brush over the middle first, so that there is something to pan to.
  await across(0.4);
  await drag(page, async () => {
    for (const share of [0.45, 0.5, 0.55]) await across(share);
  });
  await across(0.5);
  const panned = await frames(browser, page, async () => {
    await page.keyboard.down("Shift");
    await drag(page, async () => {
      for (let step = 0; step < STEPS; step += 1) await across(0.5 + 0.3 * Math.sin((6 * step) / STEPS));
    });
    await page.keyboard.up("Shift");
  });
  await context.close();
  return [
    told("crosshair over 1,000,000 samples, frames dropped", crosshair),
    told("panning through 1,000,000 samples, frames dropped", panned),
  ];
}

async function drag(page, along) {
  await page.mouse.down();
  await along();
  await page.mouse.up();
}

function told(name, { drawn, dropped }) {
  const all = drawn + dropped;
  const note = `${dropped} of ${all} frames`;
  return figure(name, "%", all > 0 ? (100 * dropped) / all : null, GOAL_PERCENT, { note });
}

/** How the frames fared that had something to show while `act` went on, as Chromium's own reporter of frames says. */
async function frames(browser, page, act) {
  await browser.startTracing(page, { categories: CATEGORIES });
  await act();
  const { traceEvents } = JSON.parse(await browser.stopTracing());
  const states = traceEvents
    .filter(({ name, ph }) => name === "PipelineReporter" && ph === "b")
    .map(({ args }) => (args?.frame_reporter ?? args?.chrome_frame_reporter)?.state);
  const count = (...wanted) => states.filter((state) => wanted.includes(state)).length;
  return {
    drawn: count("STATE_PRESENTED_ALL", "STATE_PRESENTED_PARTIAL"),
    dropped: count("STATE_DROPPED"),
  };
}
