import { expect, test } from "vitest";

import { readChord } from "./keys";

test("chords become the keys that a page sees", () => {
  for (const [written, keys] of [
    ["a", ["a"]],
    ["Enter", ["Enter"]],
    ["Control+A", ["Control", "A"]],
    ["ctrl+Shift+F5", ["Control", "Shift", "F5"]],
    ["+", ["+"]],
    ["Control++", ["Control", "+"]],
    ["Space", [" "]],
  ] as const) {
    expect(readChord(written), written).toMatchObject({ keys });
  }
  expect(readChord("Control+A")).toMatchObject({ ctrlKey: true, shiftKey: false });
});

test("unknown keys are named", () => {
  expect(readChord("Control+Entre")).toContain("`Entre`");
  expect(readChord("F13")).toContain("`F13`");
  expect(readChord("")).toBeTypeOf("string");
});
