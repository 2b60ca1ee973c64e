import { expect, it } from "vitest";

import { places } from "./upcoming";

it("puts instants on the axis and leaves out what lies beside it", () => {
  const axis = { from: "2026-11-22T00:00:00Z", to: "2026-11-23T00:00:00Z" };
  const items = [
    "2026-11-21T23:59:00Z",
    "2026-11-22T06:00:00Z",
    "2026-11-23T00:00:00Z",
    "2026-11-23T00:01:00Z",
  ];
  expect(
    places(
      axis,
      items.map((at) => ({ at })),
    ),
  ).toEqual([
    { at: "2026-11-22T06:00:00Z", percent: 25 },
    { at: "2026-11-23T00:00:00Z", percent: 100 },
  ]);
});
