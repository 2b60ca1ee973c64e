import { expect, test } from "vitest";

import { look } from "./looked";

const MINUTE = 60_000;

test("who comes for the first time is told of the last day", () => {
  expect(look(undefined, 100 * 3_600_000)).toEqual({ before: 76 * 3_600_000, last: 100 * 3_600_000 });
});

test("a reload does not make what is new old", () => {
  const first = { before: 1, last: 100 * MINUTE };
  expect(look(first, 101 * MINUTE)).toEqual({ before: 1, last: 101 * MINUTE });
  expect(look(look(first, 120 * MINUTE), 145 * MINUTE).before).toBe(1);
});

test("after a pause the last look is the one that counts", () => {
  expect(look({ before: 1, last: 100 * MINUTE }, 131 * MINUTE).before).toBe(100 * MINUTE);
});
