import { expect, test } from "vitest";

import { readZoom, withValue, writeZoom } from "./view";

test("a zoom survives the address", () => {
  expect(readZoom(`?zoom=${writeZoom([1200.4, 5300.2])}`)).toEqual([1200, 5300]);
  expect(writeZoom(undefined)).toBeUndefined();
});

test("what is no part of time is no zoom", () => {
  for (const text of ["", "zoom=", "zoom=5-1", "zoom=1-1", "zoom=a-b", "zoom=-4-9"]) {
    expect(readZoom(text), text).toBeUndefined();
  }
});

test("other values of the address stay", () => {
  expect(withValue("by=OS&zoom=1-99", "zoom", undefined)).toBe("by=OS");
  expect(withValue("by=OS", "more", "1")).toBe("by=OS&more=1");
});
