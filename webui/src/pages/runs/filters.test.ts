import { expect, test } from "vitest";

import {
  addressOf,
  cleared,
  countQuery,
  narrows,
  nextSort,
  queryOf,
  readFilters,
  withTag,
  withText,
} from "./filters";

const nothing = readFilters("");

test("an address reads back as the filters that made it", () => {
  const filters = withTag(withText(nothing, "release", "6.8.0 & more"), "suite:smoke", true);
  const address = addressOf({ ...filters, sort: "title", page: 3 });
  expect(readFilters(new URL(address, "http://localhost").search)).toEqual({
    ...filters,
    sort: "title",
    page: 3,
  });
});

test("defaults stay out of the address", () => {
  expect(addressOf(nothing)).toBe("/runs");
  expect(narrows(nothing)).toBe(false);
  expect(addressOf(cleared(readFilters("?release=6.8.0&page=2")))).toBe("/runs");
});

test("a changed filter starts at the first page", () => {
  expect(withText(readFilters("?page=4"), "build", "b1").page).toBe(1);
  expect(withTag(readFilters("?page=4&tags=a,b"), "a", false)).toMatchObject({ page: 1, tags: ["b"] });
});

test("days of the reader become instants, the last one included", () => {
  const query = new URLSearchParams(queryOf(readFilters("?from=2026-11-20&to=2026-11-21")));
  expect(new Date(query.get("from")!).getTime()).toBe(new Date(2026, 10, 20).getTime());
  expect(new Date(query.get("to")!).getTime()).toBe(new Date(2026, 10, 22).getTime());
});

test("nonsense in the address is left out of the question", () => {
  const query = new URLSearchParams(queryOf(readFilters("?from=yesterday&page=-2&sort=")));
  expect(query.has("from")).toBe(false);
  expect([query.get("page"), query.get("sort")]).toEqual(["1", "-created_at"]);
});

test("counting asks for one run of the verdict under the same filters", () => {
  const query = new URLSearchParams(countQuery(readFilters("?scenario=scroll&page=3"), "regressed"));
  expect([query.get("scenario"), query.get("verdict"), query.get("page"), query.get("page_size")]).toEqual([
    "scroll",
    "regressed",
    "1",
    "1",
  ]);
});

test("a second click on a column turns its order around", () => {
  expect(nextSort("-created_at", "title")).toBe("title");
  expect(nextSort("title", "title")).toBe("-title");
  expect(nextSort("title", "duration")).toBe("-duration");
  expect(nextSort("-duration", "duration")).toBe("duration");
});
