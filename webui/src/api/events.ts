// Server-sent events by way of `fetch`: the browser's own reader of them could not carry a token. One connection; whoever
// wants more begins again behind the last id.
import { stream } from "./client";

export interface ServerEvent {
  name: string;
  /** What a reader comes back with to go on behind it. */
  id: string | undefined;
  data: string;
}

/** Takes text as it comes and gives the events that are whole (HTML Living Standard, 9.2.6). */
export class EventParser {
  #rest = "";
  #name = "message";
  #id: string | undefined;
  #data: string[] = [];

  take(text: string): ServerEvent[] {
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? "";
    return lines.flatMap((line) => this.#line(line) ?? []);
  }

  #line(line: string): ServerEvent | undefined {
    if (line === "") {
      const event = { name: this.#name, id: this.#id, data: this.#data.join("\n") };
      const isEmpty = this.#data.length === 0;
      this.#name = "message";
      this.#data = [];
      return isEmpty ? undefined : event;
    }
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") this.#name = value;
    else if (field === "data") this.#data.push(value);
    else if (field === "id") this.#id = value;
    return undefined;
  }
}

export interface Reader {
  signal: AbortSignal;
  last: string | undefined;
  onOpen: () => void;
  onEvent: (event: ServerEvent) => void;
}

/** Reads until the controller ends the answer; fails when the connection does. */
export async function readEvents(path: string, { signal, last, onOpen, onEvent }: Reader): Promise<void> {
  const response = await stream(path, signal, last);
  onOpen();
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const parser = new EventParser();
  for (;;) {
    const piece = await reader?.read();
    if (!piece || piece.done) return;
    for (const event of parser.take(piece.value)) onEvent(event);
  }
}
