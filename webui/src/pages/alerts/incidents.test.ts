import { expect, test } from "vitest";

import { incidentsOf } from "./incidents";
import type { Alert } from "./queries";

function alert(id: string, release?: string, build?: string): Alert {
  return { id, first_bad: { release, build_id: build } } as Alert;
}

test("alerts of one build stand together, in the order of the newest", () => {
  const found = incidentsOf([
    alert("1", "6.8", "b2"),
    alert("2", "6.8", "b1"),
    alert("3", "6.8", "b2"),
    alert("4"),
    alert("5", undefined, "b2"),
  ]);
  expect(found.map(({ release, build, alerts }) => [release, build, alerts.map(({ id }) => id)])).toEqual([
    ["6.8", "b2", ["1", "3"]],
    ["6.8", "b1", ["2"]],
    [undefined, undefined, ["4"]],
    [undefined, "b2", ["5"]],
  ]);
});
