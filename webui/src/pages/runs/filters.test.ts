import { expect, test } from "vitest";

import {
  addressOf,
  cleared,
  countQuery,
  narrows,
  nextSort,
  queryOf,
  readFilters,
  searchOf,
  withTag,
  withText,
} from "./filters";

const nothing = readFilters("");
const now = new Date(2026, 10, 22, 9, 43);

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
  const query = new URLSearchParams(queryOf(readFilters("?from=2026-11-20&to=2026-11-21"), now));
  expect(new Date(query.get("from")!).getTime()).toBe(new Date(2026, 10, 20).getTime());
  expect(new Date(query.get("to")!).getTime()).toBe(new Date(2026, 10, 22).getTime());
});

test("nonsense in the address is left out of the question", () => {
  const query = new URLSearchParams(queryOf(readFilters("?from=yesterday&page=-2&sort=&size=7"), now));
  expect(query.has("from")).toBe(false);
  expect([query.get("page"), query.get("sort"), query.get("page_size")]).toEqual(["1", "-created_at", "25"]);
});

test("counting asks for one run of the verdict under the same filters", () => {
  const query = new URLSearchParams(countQuery(readFilters("?scenario=scroll&page=3"), "regressed", now));
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

test("days take the place of a span that ends now, and the other way round", () => {
  const night = withText(readFilters("?from=2026-11-20"), "range", "night");
  expect(night.texts).toEqual({ range: "night" });
  expect(withText(night, "to", "2026-11-20").texts).toEqual({ to: "2026-11-20" });
  expect(queryOf(night, now)).not.toContain("range");
});

test("a saved search is the address without its question mark", () => {
  expect(searchOf(readFilters("?tags=a%2Cb&range=7d&size=50&sort=-created_at"))).toBe(
    "range=7d&tags=a%2Cb&size=50",
  );
});
