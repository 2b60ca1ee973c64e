// Understands the server's address as people write it. Never connects.

export interface ServerAddress {
  /** Of the run's door, e.g. `wss://perf.example/ws`. */
  socket: string;
  /** Of the pages and the API, with a final slash, e.g. `https://perf.example/`. */
  site: string;
  /** Host name alone. */
  host: string;
  /** Match pattern of the host permission that a detailed check needs. */
  pattern: string;
}

/** Key of the message that says what is wrong with an address. */
export type AddressProblem = "address_empty" | "address_scheme" | "address_credentials" | "address_malformed";

const SCHEMES: Record<string, string> = {
  "http:": "http:",
  "https:": "https:",
  "ws:": "http:",
  "wss:": "https:",
};

/** Takes `host`, `host:port` and ws, wss, http or https addresses; without a scheme TLS is meant, except on loopback. */
export function readAddress(text: string): ServerAddress | AddressProblem {
  const written = text.trim();
  if (written === "") return "address_empty";
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(written) ? written : `${guess(written)}//${written}`;
  let url: URL;
  try {
    url = new URL(whole);
  } catch {
    return "address_malformed";
  }
  const scheme = SCHEMES[url.protocol];
  if (scheme === undefined) return "address_scheme";
  // The URL class refuses to move between ws and http, so the address is put together anew.
  const parsed = new URL(`${scheme}//${whole.slice(whole.indexOf("//") + 2)}`);
  if (parsed.username !== "" || parsed.password !== "") return "address_credentials";
  const folder = parsed.pathname.replace(/\/ws\/?$/, "/").replace(/\/*$/, "/");
  const site = `${parsed.origin}${folder}`;
  return {
    site,
    socket: `${site.replace(/^http/, "ws")}ws`,
    host: parsed.hostname,
    pattern: `${scheme}//${parsed.hostname}/*`,
  };
}

function guess(written: string): string {
  const host = written.replace(/[:/].*$/, "").toLowerCase();
  const onLoopback = host === "localhost" || host.startsWith("127.") || written.startsWith("[::1]");
  return onLoopback ? "http:" : "https:";
}
