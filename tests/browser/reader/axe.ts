// Asks axe for what keeps people out: every rule of WCAG 2.2 up to level AA.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import type { AxeResults, ElementContext, RunOptions } from "axe-core";
import type { Page } from "@playwright/test";

const SOURCE_TEXT = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** One line a violation: rule, what it asks for, and where it is broken. */
export async function violations(page: Page): Promise<string[]> {
  // The content policy forbids scripts of strangers, and shall; the debugger may put one there all the same.
  await page.evaluate(SOURCE_TEXT);
  const { violations } = await page.evaluate(
    (tags) =>
      (window as unknown as { axe: { run(c: ElementContext, o: RunOptions): Promise<AxeResults> } }).axe.run(
        document,
        { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] },
      ),
    TAGS,
  );
  return violations.map(({ id, help, nodes }) => {
    const [{ target, failureSummary } = { target: [], failureSummary: "" }] = nodes;
    const why = failureSummary?.split("\n").slice(1).join("; ").trim() ?? "";
    const more = nodes.length > 1 ? ` and ${nodes.length - 1} more` : "";
    return `${id} (${help}) at ${target.join(" ")}${more}: ${why}`;
  });
}
