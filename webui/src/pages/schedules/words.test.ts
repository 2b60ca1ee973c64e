import { describe, expect, it } from "vitest";

import { filled, inZone, listOf } from "./words";

describe("what is typed into a form", () => {
  it("is sent without what was left empty", () => {
    expect(filled({ release: " 7.1 ", build: " " })).toEqual({ release: "7.1" });
    expect(listOf(" a, ,b ,")).toEqual(["a", "b"]);
  });
});

describe("a time in a zone", () => {
  it("is what its clocks show", () => {
    expect(inZone("2026-11-24T01:30:00Z", "Europe/Berlin", "en")).toBe("Tue 2026-11-24 02:30");
    expect(inZone("2026-03-29T01:00:00Z", "Europe/Berlin", "en")).toBe("Sun 2026-03-29 03:00");
    expect(inZone("2026-11-24T23:00:00Z", "UTC", "en")).toBe("Tue 2026-11-24 23:00");
  });
});
