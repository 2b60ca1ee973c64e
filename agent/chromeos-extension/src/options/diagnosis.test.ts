import { expect, test } from "vitest";

import { diagnose, type Door, type Reach } from "./diagnosis";

const ANSWERED: Reach = { kind: "answered", dateMs: 100_000, askedMs: 100_400, answeredMs: 100_600 };
const TAKEN: Door = { kind: "refused", code: 1001, msg: "no such run" };

function keys(reach: Reach, door?: Door): string[] {
  return diagnose(reach, door, "perf.example").map((finding) => finding.key);
}

test("each way to fail on the network has its own words", () => {
  for (const [error, key] of [
    ["net::ERR_NAME_NOT_RESOLVED", "check_name"],
    ["net::ERR_CONNECTION_REFUSED", "check_port"],
    ["net::ERR_CONNECTION_TIMED_OUT", "check_port"],
    ["net::ERR_CERT_AUTHORITY_INVALID", "check_tls"],
    ["net::ERR_SSL_PROTOCOL_ERROR", "check_tls"],
    ["net::ERR_EMPTY_RESPONSE", "check_protocol"],
    ["net::ERR_INTERNET_DISCONNECTED", "check_offline"],
    ["net::ERR_BLOCKED_BY_CLIENT", "check_other"],
    [undefined, "check_unreachable"],
  ] as const) {
    expect(keys({ kind: "failed", netError: error }), error).toEqual([key]);
  }
});

test("a token that is taken is told from one that is refused", () => {
  expect(keys(ANSWERED, TAKEN)).toEqual(["check_ok"]);
  expect(keys(ANSWERED, { kind: "refused", code: 1003, msg: "unknown token" })).toEqual(["check_token"]);
  expect(keys(ANSWERED, { kind: "refused", code: 1005, msg: "oops" })).toEqual(["check_refused"]);
  expect(keys(ANSWERED, { kind: "silent" })).toEqual(["check_no_door"]);
});

test("a clock that is off is said in seconds and with its side", () => {
  const off = (dateMs: number) => diagnose({ ...ANSWERED, dateMs }, TAKEN, "perf.example")[1];
  expect(off(99_000)).toBeUndefined();
  expect(off(60_000)).toMatchObject({ key: "check_clock_ahead", values: ["40"] });
  expect(off(160_000)).toMatchObject({ key: "check_clock_behind", values: ["60"] });
});
