import { expect, test } from "vitest";

import type { RunDetail } from "../../../api/types";
import { clustersOf, momentsOf, type Moment } from "./moments";

test("lines of the log and pictures stand in the order of time", () => {
  const log = (at_ms: number, level: string) => ({
    at_ms,
    level,
    text: "said",
    source: "page",
    timestamp: "",
  });
  const file = { name: "end-0.png", media_type: "image/png", url: "/p", size_bytes: 1, sha256: "" };
  const told = {
    logs: [log(10, "info"), log(30, "error")],
    marks: [
      { name: "end-0.png", start_ms: 20 },
      { name: "load", start_ms: 0, end_ms: 9 },
    ],
    attachments: [file, { ...file, name: "trace.json", media_type: "application/json" }],
  } as unknown as RunDetail;
  expect(momentsOf(told).map(({ at, kind, line }) => [at, kind, line])).toEqual([
    [10, "info", 0],
    [20, "picture", undefined],
    [30, "error", 1],
  ]);
});

test("moments too near to be told apart stand as one, the gravest first", () => {
  const moment = (at: number, kind: Moment["kind"]): Moment => ({ at, kind, text: "" });
  const moments = [moment(0, "info"), moment(5, "error"), moment(50, "warn"), moment(500, "info")];
  const clusters = clustersOf(moments, [0, 100], 100);
  expect(clusters.map(({ x, moments: its }) => [x, its.map(({ kind }) => kind)])).toEqual([
    [0, ["error", "info"]],
    [50, ["warn"]],
  ]);
});
