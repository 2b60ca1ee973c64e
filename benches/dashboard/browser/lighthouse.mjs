// Lighthouse's score for performance, as for a desk and as for a phone, in the same browser.
import lighthouse, { desktopConfig } from "lighthouse";

import { figure } from "./figure.mjs";

const GOAL = 95;
const FORMS = [
  ["desk", desktopConfig],
  ["phone, slowed down", undefined],
];

export async function scores(_browser, { address, runs, port }) {
  const figures = [];
  for (const [page, path] of [
    ["runs", "/runs"],
    ["run", `/runs/${runs.million}`],
  ]) {
    for (const [form, config] of FORMS) {
      const flags = { port, onlyCategories: ["performance"], logLevel: "error" };
      const { lhr } = await lighthouse(address + path, flags, config);
      const { score } = lhr.categories.performance;
      const seconds = (audit) => `${(lhr.audits[audit].numericValue / 1000).toFixed(1)} s`;
      const note = `first paint ${seconds("first-contentful-paint")}, largest ${seconds("largest-contentful-paint")}`;
      figures.push(
        figure(`Lighthouse, ${page} page, ${form}`, "of 100", 100 * score, GOAL, { most: false, note }),
      );
    }
  }
  return figures;
}
