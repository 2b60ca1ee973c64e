// Reads numbers back from what a page shows, so that they can be held against the API without asking the page's own code.

const FACTORS: Readonly<Record<string, number>> = { GB: 1e9, MB: 1e6, kB: 1e3, B: 1 };

/** Whether the text shows this value, as exactly as its digits allow: `136 MB` shows 135,600,000 and not 136,700,000. */
export function shows(text: string, value: number): boolean {
  const found = /([+−-]?)([\d,]*\.?\d+)\s*([^\s\d]*)/.exec(text.trim());
  if (!found) return false;
  const [, sign, digits = "", unit = ""] = found;
  const factor = FACTORS[unit] ?? 1;
  const decimals = digits.split(".")[1]?.length ?? 0;
  const shown = Number(digits.replaceAll(",", "")) * (sign === "-" || sign === "−" ? -1 : 1);
  const step = 10 ** -decimals;
  // Whole numbers may stand for three significant digits: half a unit of the last place that is shown.
  return Math.abs(shown - value / factor) <= step * 0.5 + 1e-9;
}
