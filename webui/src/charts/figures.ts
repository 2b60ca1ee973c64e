// The figures of a chart as columns and rows: what its table shows, what its CSV holds, what tests read.

/** A column; its unit stands in the header. */
export interface Column {
  name: string;
  unit?: string | undefined;
}

/** What a chart draws. An empty cell is a value that nobody measured. */
export interface Figures {
  columns: readonly Column[];
  rows: readonly (readonly (string | number | null)[])[];
}

/** A column's name with its unit. */
export function heading({ name, unit }: Column): string {
  return unit ? `${name} (${unit})` : name;
}

/** CSV as RFC 4180 has it, lines ending in CR LF. */
export function csvOf({ columns, rows }: Figures): string {
  const lines = [columns.map(heading), ...rows].map((row) => row.map(cell).join(","));
  return `${lines.join("\r\n")}\r\n`;
}

function cell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  // A spreadsheet would take a text that begins so for a formula, and texts here come from pages under test.
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
