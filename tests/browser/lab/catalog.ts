// The scenario whose runs are really measured: a page that draws a catalog. Its slow-down is planted in what does not
// depend on who else is at work on the machine, nodes and memory, so that the verdict is the same on every machine.
import type { Api } from "./api";

/** What the slower build draws more, nodes. */
export const PLANTED_NODES = 4_000;
const USUAL_NODES = 2_000;

export const CATALOG = "catalog";

export const SCENARIO = `
name: ${CATALOG}
description: Draws a catalog and looks through it
pages: pages
requires: {labels: [measured]}
variables: {extra: 0}
warmup: 1
iterations: 6
collection: {interval: 250ms}
steps:
  - mark: {begin: open}
  - open: index.html?extra=\${extra}
  - wait_for: "#draw"
  - mark: {end: open}
  - mark: {begin: draw}
  - click: "#draw"
  - wait_for: "body[data-state=drawn]"
  - metric: {key: rows_drawn, script: "return document.querySelectorAll('li').length"}
  - sleep: 400ms
  - mark: {end: draw}
metrics:
  - {key: rows_drawn, unit: count, meaning: Rows that the catalog drew, aggregate: last}
`;

export const PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Catalog</title><link rel="icon" href="data:,"></head>
<body><h1>Catalog</h1><button id="draw">Draw</button><ul></ul>
<script>
  const count = ${USUAL_NODES} + Number(new URLSearchParams(location.search).get("extra"));
  document.getElementById("draw").onclick = () => {
    const list = document.querySelector("ul");
    for (let row = 0; row < count; row += 1) list.append(Object.assign(document.createElement("li"), { textContent: "Row " + row }));
    window.kept = Array.from({ length: count }, (_, row) => new Array(256).fill(row));
    document.body.dataset.state = "drawn";
  };
</script></body></html>`;

/** A scenario that asks for a device which nobody has. */
export const NOWHERE = `name: nowhere
requires: {labels: [a-device-that-nobody-has]}
steps:
  - open: "http://127.0.0.1:9/"
`;

interface Build {
  release: string;
  tags?: readonly string[];
}

/** Queues a build of the catalog under a name of its own, so that no story of the catalog counts it; gives the job's id. */
export async function submit(api: Api, { release, tags = [] }: Build): Promise<string> {
  const { jobs } = await api.send<{ jobs: string[] }>("POST", "/api/v1/jobs", {
    scenario: SCENARIO.replace(`name: ${CATALOG}`, `name: ${CATALOG}-live`),
    pages: { "pages/index.html": PAGE },
    title: `catalog on ${release}`,
    release,
    tags,
  });
  return jobs[0]!;
}
