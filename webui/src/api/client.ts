// Calls the controller: one envelope, one error, the reader's token. Knows no page.
import type { components } from "./generated/schema";
import { projectOf } from "./project";

export type Schemas = components["schemas"];

const STORED = "perfsight.token";

/** The controller refused (`code` of its error table) or did not answer at all (`code` absent). */
export class ApiError extends Error {
  constructor(
    message: string,
    readonly status: number | undefined,
    readonly code: number | undefined,
  ) {
    super(message);
  }
}

export function storeToken(token: string): void {
  sessionStorage.setItem(STORED, token);
}

export function hasToken(): boolean {
  return sessionStorage.getItem(STORED) !== null;
}

export function forgetToken(): void {
  sessionStorage.removeItem(STORED);
}

interface Envelope<T> {
  code: number;
  msg: string;
  data: T;
}

/** The secret of the share that the address holds. */
export function shareOf(search: string): string | undefined {
  return new URLSearchParams(search).get("share") ?? undefined;
}

/** A share in the address counts before the reader's own rights: it shows what its receiver will see. */
function headers(): Record<string, string> {
  const share = shareOf(location.search);
  if (share) return { "X-PerfSight-Share": share };
  const token = sessionStorage.getItem(STORED);
  const project = projectOf(location.pathname);
  return {
    ...(token && { Authorization: `Bearer ${token}` }),
    ...(project !== undefined && { "X-PerfSight-Project": encodeURIComponent(project) }),
  };
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { ...init, headers: { ...headers(), ...init.headers } });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError("the controller does not answer", undefined, undefined);
  }
}

/** The `data` of an answer. */
export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return opened(await ask(path, signal ? { signal } : {}));
}

/** The `data` of the answer to what was sent. */
export async function post<T>(path: string, body: unknown): Promise<T> {
  return send("POST", path, body);
}

/** [`post`] with another method; `seen` is the version that the change is meant for. */
export async function send<T>(
  method: "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  body?: unknown,
  seen?: number,
): Promise<T> {
  const headers = {
    // Tells our pages from those of other sites.
    "X-PerfSight-Request": "1",
    ...(body !== undefined && { "Content-Type": "application/json" }),
    ...(seen !== undefined && { "If-Match": `"${seen}"` }),
  };
  const text = body === undefined ? null : JSON.stringify(body);
  return opened(await ask(path, { method, headers, body: text }));
}

async function opened<T>(response: Response): Promise<T> {
  let envelope: Envelope<T>;
  try {
    envelope = (await response.json()) as Envelope<T>;
  } catch {
    throw new ApiError(`the controller answered with status ${response.status}`, response.status, undefined);
  }
  if (envelope.code !== 0) throw new ApiError(envelope.msg, response.status, envelope.code);
  return envelope.data;
}

/** An answer that goes on: events as they happen, behind the one that came last. */
export async function stream(path: string, signal: AbortSignal, last: string | undefined): Promise<Response> {
  const response = await ask(path, {
    signal,
    ...(last !== undefined && { headers: { "Last-Event-ID": last } }),
  });
  if (!response.ok)
    throw new ApiError(`the controller answered with status ${response.status}`, response.status, undefined);
  return response;
}

/** A file of the API, e.g. a screenshot; an `<img>` could not carry the token. */
export async function file(path: string, signal?: AbortSignal): Promise<Blob> {
  const response = await ask(path, signal ? { signal } : {});
  if (!response.ok)
    throw new ApiError(`the file came with status ${response.status}`, response.status, undefined);
  return response.blob();
}
