import { expect, test } from "vitest";

import { returnTo } from "./return_to";

const HERE = "https://perf.example";

test("a reader returns to pages of this site alone", () => {
  expect(returnTo("/runs/7?metric=cpu#top", HERE)).toBe("/runs/7?metric=cpu#top");
  const elsewhere = [
    "https://evil.test/",
    "//evil.test/",
    "/\\evil.test/",
    "/\t/evil.test/",
    "/.//evil.test/",
  ];
  for (const asked of [
    ...elsewhere,
    "javascript:alert(1)",
    "/sign-in?problem=stale",
    "/api/v1/logout",
    "",
    null,
  ]) {
    expect(returnTo(asked, HERE), String(asked)).toBe("/");
  }
});
