import { expect, test } from "vitest";

import { en } from "../../i18n/catalog";
import { translate } from "../../i18n/locale";
import { LiveData } from "./live_data";
import { sentenceOf } from "./sentence";

const t = (key: keyof typeof en, values?: Record<string, string | number>) => translate(en, key, values);

test("the headline says what is done now", () => {
  const live = new LiveData();
  const check = (part: string) => expect(sentenceOf(live, t)).toContain(part);
  check("Loading");
  live.take("state", { state: "queued", scenario: "scroll", attempt: 0 });
  check("scroll waits for its device");
  live.take("state", { state: "running", attempt: 1 });
  check("scroll begins");
  live.take("samples", { timestamp: "2026-01-01T00:00:00Z", metrics: { 1: { cpu_os_usage: 1 } } });
  check("scroll is being measured");
  live.take("mark", { timestamp: "2026-01-01T00:00:01Z", name: "load", edge: "begin" });
  check("phase load");
  const line = { timestamp: "2026-01-01T00:00:02Z", level: "debug", source: "step", kind: "step" };
  live.take("log", { ...line, text: "iteration 2 step 3 (scroll down) began" });
  check("iteration 2, step 3 (scroll down)");
  live.take("state", { state: "failed", reason: "step 3 failed", attempt: 1 });
  check("failed");
});
