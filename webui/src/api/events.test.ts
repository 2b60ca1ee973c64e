import { expect, test } from "vitest";

import { EventParser } from "./events";

test("events come whole however the text is cut", () => {
  const text =
    'event: state\ndata: {"a":1}\n\n:keep-alive\n\nid: 1.2.3\nevent: log\ndata: one\ndata: two\n\n';
  for (let cut = 0; cut < text.length; cut += 1) {
    const parser = new EventParser();
    const events = [...parser.take(text.slice(0, cut)), ...parser.take(text.slice(cut))];
    expect(events, String(cut)).toEqual([
      { name: "state", id: undefined, data: '{"a":1}' },
      { name: "log", id: "1.2.3", data: "one\ntwo" },
    ]);
  }
});
