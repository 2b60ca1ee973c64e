import { expect, test } from "vitest";

import { refusalOf } from "./refusal";
import { milliseconds, wordOf, type Assignment, type StepKind } from "./scenario";

const AT = { css: "#a" };

function refused(kind: StepKind, more: object = {}): string | undefined {
  const scenario = { steps: [{ kind, name: null, timeout: null }], secrets: [], site: "absolute", ...more };
  return refusalOf({ scenario } as unknown as Assignment);
}

test("what an extension can do is not refused", () => {
  for (const kind of [
    { open: { url: "http://a", wait: "load" } },
    { click: AT },
    { press: "Enter" },
    { wait_for: { visible: AT } },
    { wait_for: { script: "true" } },
    { mark: { name: "a", phase: "begin" } },
  ] as StepKind[]) {
    expect(refused(kind), wordOf(kind)).toBeUndefined();
  }
});

test("what it cannot do is refused with the step and the reason", () => {
  expect(refused({ drag: { from: AT, to: AT } })).toMatch(/^step 1 \(drag\): an extension cannot drag/);
  expect(refused("restart_browser")).toContain("restart_browser");
  expect(refused({ exec: { program: "a", arguments: [] } })).toContain("start programs");
  expect(refused({ upload_file: { into: AT, name: "a", content: "" } })).toContain("files");
  expect(refused({ wait_for: { network_idle: { secs: 1, nanos: 0 } } })).toContain("idle");
});

test("secrets and pages that nobody serves are refused", () => {
  expect(refused({ click: AT }, { secrets: ["PASSWORD"] })).toContain("secrets");
  expect(refused({ click: AT }, { site: { pages: { "index.html": "" } } })).toContain("base_url");
});

test("lengths keep their parts", () => {
  expect(milliseconds({ secs: 2, nanos: 500_000_000 })).toBe(2500);
});
