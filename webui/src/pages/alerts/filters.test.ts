import { expect, test } from "vitest";

import { addressOf, narrows, queryOf, readFilters, withText } from "./filters";

test("an address is read and written again, and defaults stay out of it", () => {
  for (const search of ["", "scenario=a+b&owner=-&state=resolved&page=2", "state=all"]) {
    expect(addressOf(readFilters(search))).toBe(search ? `/alerts?${search}` : "/alerts");
  }
  expect(addressOf(readFilters("state=shut&page=-1&more=1"))).toBe("/alerts");
});

test("the question names the state unless it is about all", () => {
  expect(queryOf(readFilters(""))).toBe("state=unresolved&page=1&page_size=100");
  expect(queryOf(readFilters("state=all&owner=ada"))).toBe("owner=ada&page=1&page_size=100");
});

test("a changed filter starts at the first page, and an emptied one is gone", () => {
  const filtered = withText(readFilters("page=3"), "owner", "ada");
  expect([addressOf(filtered), narrows(filtered)]).toEqual(["/alerts?owner=ada", true]);
  expect(narrows(withText(filtered, "owner", ""))).toBe(false);
});
