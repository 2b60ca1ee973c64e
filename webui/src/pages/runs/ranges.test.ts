import { expect, test } from "vitest";

import { spanOf } from "./ranges";

const now = new Date(2026, 10, 22, 9, 43, 21);

test("last night is the evening before to noon, in the reader's zone", () => {
  expect(spanOf({ range: "night" }, now)).toEqual({
    from: new Date(2026, 10, 21, 18),
    to: new Date(2026, 10, 22, 12),
  });
});

test("a span that ends now is the same question for five minutes", () => {
  const from = spanOf({ range: "24h" }, now).from!;
  expect(now.getTime() - from.getTime()).toBeGreaterThanOrEqual(24 * 3_600_000);
  expect(spanOf({ range: "24h" }, new Date(2026, 10, 22, 9, 44, 59))).toEqual({ from });
  expect(spanOf({ range: "30d" }, now).to).toBeUndefined();
});

test("a word that names no span is no limit", () => {
  expect(spanOf({ range: "toString" }, now)).toEqual({});
  expect(spanOf({ range: "1y" }, now)).toEqual({});
});
