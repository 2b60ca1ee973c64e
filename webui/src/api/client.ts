// Calls the controller: one envelope, one error, the reader's token. Knows no page.
import type { components } from "./generated/schema";
import { projectOf } from "./project";

export type Schemas = components["schemas"];

const STORED = "perfsight.token";
const RELEASE_MS = 60_000;

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

/** A share in the address counts before the reader's own rights: it shows what its receiver will see. */
function headers(): Record<string, string> {
  const share = new URLSearchParams(location.search).get("share");
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

/** The `data` of the answer to what was sent. The header tells our pages from those of other sites. */
export async function post<T>(path: string, body: unknown): Promise<T> {
  const headers = { "Content-Type": "application/json", "X-PerfSight-Request": "1" };
  return opened(await ask(path, { method: "POST", headers, body: JSON.stringify(body) }));
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

/** A file of the API, e.g. a screenshot; an `<img>` could not carry the token. */
export async function file(path: string, signal?: AbortSignal): Promise<Blob> {
  const response = await ask(path, signal ? { signal } : {});
  if (!response.ok)
    throw new ApiError(`the file came with status ${response.status}`, response.status, undefined);
  return response.blob();
}

/** Saves a file of the API under its name; a plain link could not carry the token. */
export async function download(path: string, name: string): Promise<void> {
  const address = URL.createObjectURL(await file(path));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // Some browsers begin to read only after the click has been handled.
  setTimeout(() => URL.revokeObjectURL(address), RELEASE_MS);
}
