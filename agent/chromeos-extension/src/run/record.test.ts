import { expect, test } from "vitest";

import { readServerFrame } from "../wire/frames";
import { afterFatal, clockLine, continued, helloOf, type RunRecord } from "./record";

const RECORD: RunRecord = {
  socket: "ws://127.0.0.1:1/ws",
  token: "psk_a",
  hello: {
    client: { platform: "chromeos", ext_version: "0.1.0", name: "cb-7" },
    scenario: "login",
    tags: [],
    env: {},
    collection: { mode: "browser", metric_standard: "chrome", interval_ms: 1000, sources: [], fallbacks: [] },
    definitions: {},
  },
  mode: "processes",
  intervalMs: 1000,
  startedAt: 1,
  isStopping: false,
};
const ADMITTED = { ...RECORD, admitted: { runId: "r1", url: "http://x/r1", resumeToken: "psr_b" } };

test("the first socket introduces the run and a later one resumes it", () => {
  expect(helloOf(RECORD)).toMatchObject({ type: "hello", token: "psk_a", scenario: "login" });
  expect(helloOf(ADMITTED)).toEqual({
    type: "hello",
    token: "psk_a",
    client: RECORD.hello.client,
    resume: { run_id: "r1", resume_token: "psr_b" },
  });
});

test("a run that the server closed meanwhile goes on as a further run", () => {
  expect(afterFatal(1001, ADMITTED)).toBe("continue");
  const next = continued(ADMITTED);
  expect(next.record).toEqual(RECORD);
  expect(next.line).toContain("r1");
});

test("a busy server is tried again and a refused token ends the run", () => {
  expect(afterFatal(1004, RECORD)).toBe("retry");
  expect(afterFatal(1003, RECORD)).toBe("end");
  expect(afterFatal(1001, RECORD)).toBe("end");
});

test("only frames of the protocol are read from the server", () => {
  const ack = { type: "hello_ack", run_id: "r", resume_token: "t", last_seq: 3, url: 7, server_time: 5 };
  expect(readServerFrame(JSON.stringify(ack))).toEqual({ ...ack, url: "" });
  expect(readServerFrame('{"type":"ack","seq":4}')).toEqual({ type: "ack", seq: 4 });
  expect(readServerFrame('{"type":"error","code":1003,"msg":"no"}')).toEqual({
    type: "error",
    code: 1003,
    msg: "no",
    fatal: false,
  });
  for (const odd of [
    "",
    "[]",
    "null",
    '{"type":"ack","seq":-1}',
    '{"type":"hello_ack","run_id":""}',
    '{"type":"x"}',
  ]) {
    expect(readServerFrame(odd), odd).toBeUndefined();
  }
});

test("a clock that is off is said in seconds, and a small difference is not", () => {
  expect(clockLine(10_000, 11_900)).toBeUndefined();
  expect(clockLine(10_000, 14_500)).toBe("this device's clock is 4.5 s ahead of the server's");
  expect(clockLine(20_000, 10_000)).toContain("10.0 s behind");
  expect(clockLine(0, 10_000)).toBeUndefined();
});
