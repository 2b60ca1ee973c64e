// What a first visit fetches of the dashboard itself, as it comes over the wire; the API's answers are not part of it.
import { figure } from "./figure.mjs";

export async function firstLoad(browser, { address }) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  const kinds = new Map();
  let bytes = 0;
  session.on("Network.responseReceived", ({ requestId, response }) => kinds.set(requestId, response.url));
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (!new URL(kinds.get(requestId) ?? address).pathname.startsWith("/api/")) bytes += encodedDataLength;
  });
  await session.send("Network.enable");
  await page.goto(`${address}/`, { waitUntil: "networkidle" });
  await context.close();
  return [figure("first load, everything but the API's answers", "kB compressed", bytes / 1000, 250)];
}
