import { expect, test } from "vitest";

import { changed } from "./params";

test("a value that is empty leaves the address", () => {
  expect(changed("state=ready&page=2", { page: "", state: "busy" })).toBe("state=busy");
  expect(changed("", { search: "lab/ä" })).toBe("search=lab%2F%C3%A4");
});
