// Asks the server whether it is there and whether it takes the token. Starts no run and keeps nothing.
import { readServerFrame, type Hello } from "../wire/frames";
import type { ServerAddress } from "../settings/address";
import type { Door, Reach } from "./diagnosis";

const LIMIT_MS = 8000;

/** With `details` Chrome names the error of the network; that takes the permissions of `DETAILS`. */
export async function reach(address: ServerAddress, details: boolean): Promise<Reach> {
  const url = new URL("api/health", address.site).href;
  let netError: string | undefined;
  const onError = (failed: { url: string; error: string }) => {
    if (failed.url === url) netError = failed.error;
  };
  if (details) chrome.webRequest.onErrorOccurred.addListener(onError, { urls: [address.pattern] });
  const askedMs = Date.now();
  try {
    const answer = await fetch(url, {
      cache: "no-store",
      // Only with the host's permission may the answer be read; without it, that there is one says enough.
      mode: details ? "cors" : "no-cors",
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    const date = Date.parse(answer.headers.get("date") ?? "");
    return {
      kind: "answered",
      dateMs: Number.isNaN(date) ? undefined : date,
      askedMs,
      answeredMs: Date.now(),
    };
  } catch (error) {
    const isLate = error instanceof DOMException && error.name === "TimeoutError";
    // The event comes on a way of its own, now and then after the promise.
    if (details && netError === undefined && !isLate)
      await new Promise((resolve) => setTimeout(resolve, 200));
    return { kind: "failed", netError: netError ?? (isLate ? "net::ERR_TIMED_OUT" : undefined) };
  } finally {
    if (details) chrome.webRequest.onErrorOccurred.removeListener(onError);
  }
}

/** Greets with a run that nobody has: a server that takes the token then says that there is no such run. */
export function knock(address: ServerAddress, token: string): Promise<Door> {
  return new Promise((resolve) => {
    const socket = new WebSocket(address.socket);
    const done = (door: Door) => {
      clearTimeout(limit);
      socket.onclose = null;
      socket.close();
      resolve(door);
    };
    const limit = setTimeout(() => done({ kind: "silent" }), LIMIT_MS);
    socket.onopen = () => socket.send(JSON.stringify(greeting(token)));
    socket.onmessage = (event: MessageEvent<unknown>) => {
      const frame = typeof event.data === "string" ? readServerFrame(event.data) : undefined;
      if (frame?.type === "error") done({ kind: "refused", code: frame.code, msg: frame.msg });
    };
    socket.onclose = () => done({ kind: "silent" });
  });
}

function greeting(token: string): Hello {
  const client = { platform: "chromeos", ext_version: chrome.runtime.getManifest().version, name: "check" };
  const resume = { run_id: "00000000-0000-0000-0000-000000000000", resume_token: "psr_check" };
  return { type: "hello", token, client, resume };
}

/** What a detailed check needs; asked for when the button is pressed. */
export function details(address: ServerAddress): chrome.permissions.Permissions {
  return { permissions: ["webRequest"], origins: [address.pattern] };
}
