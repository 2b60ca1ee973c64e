import { expect, test } from "vitest";

import { readAddress } from "./address";

function sockets(text: string): string {
  const address = readAddress(text);
  return typeof address === "string" ? address : address.socket;
}

test("every way of writing the server leads to its door", () => {
  for (const [written, door] of [
    ["wss://perf.example/ws", "wss://perf.example/ws"],
    ["https://perf.example", "wss://perf.example/ws"],
    ["http://10.0.0.7:8000/", "ws://10.0.0.7:8000/ws"],
    ["ws://127.0.0.1:8000", "ws://127.0.0.1:8000/ws"],
    ["perf.example:8443", "wss://perf.example:8443/ws"],
    ["localhost:8000", "ws://localhost:8000/ws"],
    [" [::1]:8000 ", "ws://[::1]:8000/ws"],
    ["https://lab.example/perf/", "wss://lab.example/perf/ws"],
    ["https://perf.example/ws?scenario=a#b", "wss://perf.example/ws"],
  ] as const) {
    expect(sockets(written), written).toBe(door);
  }
});

test("what is no address is told apart", () => {
  expect(sockets("")).toBe("address_empty");
  expect(sockets("ftp://perf.example")).toBe("address_scheme");
  expect(sockets("https://ann:secret@perf.example")).toBe("address_credentials");
  expect(sockets("https://")).toBe("address_malformed");
  expect(sockets("perf example")).toBe("address_malformed");
});

test("the permission that a check asks for is the host's alone", () => {
  expect(readAddress("wss://perf.example:8443/x")).toMatchObject({
    site: "https://perf.example:8443/x/",
    pattern: "https://perf.example/*",
  });
});
