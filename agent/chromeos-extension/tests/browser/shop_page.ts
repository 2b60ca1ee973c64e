// The page that scenarios are driven on: each control counts what really happened to it.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const PAGE = `<!doctype html><title>Shop</title><style>#far { margin-top: 3000px }</style>
<form id="search"><input id="query" autofocus><button id="go" type="button">Go</button></form>
<select id="size"><option value="s">S</option><option value="l">L</option></select>
<div id="hot">hot</div><p id="result" hidden>Thanks</p><p id="far">far</p>
<script>
  window.seen = {clicks: 0, inputs: 0, submits: 0, changes: 0, overs: 0, wheels: 0, keys: []};
  const on = (id, type, work) => document.getElementById(id).addEventListener(type, work);
  on("go", "click", () => { seen.clicks++; setTimeout(() => { document.getElementById("result").hidden = false; }, 300); });
  on("query", "input", () => seen.inputs++);
  on("query", "keydown", (event) => seen.keys.push(event.key));
  on("search", "submit", (event) => { event.preventDefault(); seen.submits++; });
  on("size", "change", () => seen.changes++);
  on("hot", "mouseover", () => seen.overs++);
  addEventListener("wheel", () => seen.wheels++);
  if (location.search) setInterval(() => console.log('PERFSIGHT {"key":"boot_ms","value":9}'), 100);
  dispatchEvent(new CustomEvent("perfsight:metric", {detail: {key: "boot_ms", value: 4.5}}));
</script>`;

export async function serveShop(): Promise<{ address: string; end(): Promise<void> }> {
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
    response.end(PAGE);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    end: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
