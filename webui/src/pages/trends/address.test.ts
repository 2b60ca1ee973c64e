import { expect, test } from "vitest";

import { addressOf, picking, queryOf, readShown } from "./address";

test("an address says what is shown, and what is shown says its address", () => {
  const address =
    "/trends?scenario=shop+cart&platform=linux&device_class=&metric=a.b&range=30d&zoom=5-9&pick=r1,r2";
  const shown = readShown(address.split("?")[1]!);
  expect(shown).toEqual({
    scenario: "shop cart",
    platform: "linux",
    deviceClass: "",
    metric: "a.b",
    range: "30d",
    zoom: [5, 9],
    picked: ["r1", "r2"],
  });
  expect(addressOf(shown)).toBe(address);
});

test("what an address cannot mean is left out", () => {
  const shown = readShown("range=3d&zoom=9-5&pick=a,b,c&metric=");
  expect([shown.range, shown.zoom, shown.metric, shown.picked]).toEqual([
    undefined,
    undefined,
    undefined,
    ["a", "b"],
  ]);
  expect(addressOf(readShown(""))).toBe("/trends");
});

test("the question names each metric and begins at a whole hour", () => {
  const asked = { scenario: "shop", platform: "linux", deviceClass: "", range: "7d" } as const;
  const query = queryOf(asked, ["a", "b c"], 7 * 86_400_000 + 3_600_000 + 17);
  expect(query).toBe(
    "scenario=shop&platform=linux&device_class=&metric=a&metric=b+c&from=3600000&limit=10000",
  );
});

test("two runs can be picked, and a third one takes the place of the first", () => {
  expect(picking(["a"], "b")).toEqual(["a", "b"]);
  expect(picking(["a", "b"], "c")).toEqual(["b", "c"]);
  expect(picking(["a", "b"], "a")).toEqual(["b"]);
});
