import { expect, test } from "vitest";

import type { RunDetail } from "../../../api/types";
import { familiesOf } from "./lives";

const process = (pid: number, process_type: string, first_ms?: number, last_ms?: number) => ({
  pid,
  process_type,
  name: "chromium",
  ...(first_ms !== undefined && { first_ms, last_ms }),
});

test("processes stand by type in the order of birth, the browser above those that it started", () => {
  const told = {
    processes: [
      process(9, "Renderer", 40_000, 60_000),
      process(8, "Renderer", 0, 20_000),
      process(1, "Browser", 500, 60_000),
      process(7, "GPU"),
    ],
    meta: { collection: { interval_ms: 1000 } },
  } as unknown as RunDetail;
  const families = familiesOf(told);
  expect(families.map(({ type, lives }) => [type, lives.map(({ pid }) => pid)])).toEqual([
    ["Browser", [1]],
    ["Renderer", [8, 9]],
  ]);
  const [old, young] = families[1]!.lives;
  expect([old!.before, old!.after, young!.before, young!.after]).toEqual([true, false, false, true]);
});

test("a run without samples has no lives", () => {
  const told = { processes: [process(1, "Browser")], meta: { collection: { interval_ms: 1000 } } };
  expect(familiesOf(told as unknown as RunDetail)).toEqual([]);
});
