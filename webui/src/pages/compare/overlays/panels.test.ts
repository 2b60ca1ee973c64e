import { expect, test } from "vitest";

import type { Column } from "../columns";
import type { OverlayLine } from "../types";
import { groupsOf } from "./panels";

const columns = ["a", "b"].map((id, place) => ({
  place,
  id,
  name: id,
  isReference: place === 0,
})) as Column[];
const line = (run: string, fields: Partial<OverlayLine> = {}) =>
  ({
    run,
    metric: "cpu",
    source: "OS",
    unit: "percent",
    process_type: "Renderer",
    whole_run: false,
    processes: 2,
    samples: 3,
    events: false,
    at_ms: [0, 1, 2],
    values: [1, null, 5],
    ...fields,
  }) as OverlayLine;

test("a chart holds one line a run and shares its scale with the others where it is not flat there", () => {
  const lines = [line("b", { values: [1, 2, 50] }), line("a"), line("a", { process_type: "GPU" })];
  const [group] = groupsOf(lines, ["cpu"], columns);
  expect(group!.panels.map(({ type, lines }) => [type, lines.map(({ name }) => name)])).toEqual([
    ["Renderer", ["a", "b"]],
    ["GPU", ["a"]],
  ]);
  expect(group!.panels.map(({ scale, ownScale }) => [scale[1], ownScale])).toEqual([
    [54, false],
    [5.4, true],
  ]);
  expect(group!.panels[0]!.sums[0]).toMatchObject({ processes: 2, samples: 3 });
});

test("sources are never drawn into one chart", () => {
  const lines = [line("a"), line("b", { source: "Chrome" })];
  expect(groupsOf(lines, ["cpu"], columns).map(({ source }) => source)).toEqual(["Chrome", "OS"]);
});

test("metrics that nobody measured and runs that are not shown have no chart", () => {
  expect(groupsOf([line("z")], ["cpu", "memory"], columns)).toEqual([]);
});

test("gaps stay gaps and a lone sample is a dot", () => {
  const [group] = groupsOf([line("a"), line("b", { at_ms: [7], values: [3] })], ["cpu"], columns);
  const [one, other] = group!.panels[0]!.lines;
  expect([one!.values, one!.dots, group!.panels[0]!.sums[0]!.top]).toEqual([[1, null, 5], false, 5]);
  expect(other!.dots).toBe(true);
});
