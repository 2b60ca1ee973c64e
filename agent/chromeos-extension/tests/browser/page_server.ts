// The page that is measured: busy for part of each second, and it reports a metric by either way; under
// another path its metric has another key.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

const PAGE = `<!doctype html><title>Shop</title><h1>Shop</h1><button id="go">Go</button><script>
  console.warn("stock is low", 3);
  setInterval(() => {
    dispatchEvent(new CustomEvent("perfsight:metric", {detail: {key: location.pathname === "/" ? "cart.items" : "early.items", value: 3, unit: "count", meaning: "Items"}}));
    console.log('PERFSIGHT {"key":"load_ms","value":12.5,"unit":"ms"}');
  }, 500);
  setInterval(() => { const end = performance.now() + 60; while (performance.now() < end); }, 200);
</script>`;

export async function servePage(): Promise<{ address: string; end(): Promise<void> }> {
  const server: Server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
    response.end(PAGE);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}/`,
    end: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
