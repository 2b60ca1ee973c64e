// The judged metrics as a run page shows them.
import type { Locator, Page } from "@playwright/test";

export interface MetricRow {
  metric: string;
  verdict: string;
  measured: string;
  baseline: string;
  change: string;
}

export async function metricRows(page: Page): Promise<MetricRow[]> {
  const rows = page
    .getByRole("table", { name: /judged metrics/i })
    .or(page.locator("table.metrics"))
    .first();
  await rows.waitFor();
  return rows.locator("tbody tr:not(.evidence)").evaluateAll((all) =>
    all.map((row) => {
      const text = (selector: string) => row.querySelector(selector)?.textContent?.trim() ?? "";
      const [measured, baseline, change] = [...row.querySelectorAll("td.number")].map(
        (cell) => cell.textContent?.trim() ?? "",
      );
      return {
        metric: text("th a") || text("th"),
        // The glyph is for eyes alone.
        verdict: (row.querySelector("td.verdict .mark")?.lastChild?.textContent ?? "").trim(),
        measured: measured ?? "",
        baseline: baseline ?? "",
        change: change ?? "",
      };
    }),
  );
}

/** What a chart says to somebody who cannot see it: its caption and, a row a line, name, source and figures. */
export interface Twin {
  caption: string;
  lines: { name: string; source: string; figures: string[] }[];
}

export async function twins(charts: Locator): Promise<Twin[]> {
  return charts.locator("figure table").evaluateAll((tables) =>
    tables.map((table) => ({
      caption: table.querySelector("caption")?.textContent ?? "",
      lines: [...table.querySelectorAll("tbody tr")].map((row) => {
        const [source, ...figures] = [...row.querySelectorAll("td")].map((cell) => cell.textContent ?? "");
        return { name: row.querySelector("th")?.textContent ?? "", source: source ?? "", figures };
      }),
    })),
  );
}
