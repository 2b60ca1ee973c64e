import { expect, test } from "vitest";

import type { RunDetail } from "../../../api/types";
import { environmentRows } from "./environment_rows";

const meta = {
  env: { os: "Debian 12" },
  fingerprint: { cores: "8", governor: "powersave" },
} as unknown as RunDetail["meta"];

test("what differs stands first, with both values", () => {
  const verdict = {
    fingerprint_changes: [
      { key: "governor", run: "powersave", baseline: "performance" },
      { key: "power_source", baseline: "mains" },
    ],
  } as unknown as NonNullable<RunDetail["verdict"]>;
  expect(environmentRows({ meta, verdict })).toEqual([
    { key: "governor", here: "powersave", baseline: "performance", differs: true },
    { key: "power_source", here: undefined, baseline: "mains", differs: true },
    { key: "cores", here: "8", baseline: undefined, differs: false },
    { key: "os", here: "Debian 12", baseline: undefined, differs: false },
  ]);
});

test("without a verdict nothing differs", () => {
  expect(environmentRows({ meta }).some(({ differs }) => differs)).toBe(false);
});
