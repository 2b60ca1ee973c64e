import { expect, test } from "vitest";

import { queryOf } from "./index";
import { share } from "./row";

test("a share is whole, and a little is not nothing", () => {
  const of_ms = 86_400_000;
  expect([0, 1, 43_200_000, of_ms].map((leased_ms) => share({ leased_ms, of_ms }))).toEqual([
    "0",
    "<1",
    "50",
    "100",
  ]);
  expect(share({ leased_ms: 0, of_ms: 0 })).toBe("");
});

test("the controller is asked for what the address says and nothing else", () => {
  expect(queryOf("state=ready&theme=dark&search=lab%2F1&page=2")).toBe(
    "state=ready&search=lab%2F1&page=2&activity=true&page_size=50",
  );
});
