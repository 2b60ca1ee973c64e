// Between a place in a text, as the controller tells it, and an offset.

/** The offset of a line and a column, both from 1; the line's end where the column lies behind it. */
export function offsetOf(text: string, line: number, column: number): number {
  const lines = text.split("\n");
  const before = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  // Columns count characters, offsets count UTF-16 units.
  const units = [...(lines[line - 1] ?? "")].slice(0, column - 1).join("").length;
  return Math.min(text.length, before + units);
}
