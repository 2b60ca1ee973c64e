import { expect, it } from "vitest";

import { offsetOf } from "./lines";

it("finds a place in a text", () => {
  const text = "name: a\n😀: b\nend";
  expect(offsetOf(text, 1, 1)).toBe(0);
  expect(offsetOf(text, 2, 3)).toBe(8 + "😀:".length);
  expect(offsetOf(text, 3, 99)).toBe(text.length);
  expect(offsetOf(text, 9, 1)).toBe(text.length);
});
