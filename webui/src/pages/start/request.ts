// From what the address says to what the controller is sent.
import type { SessionRequest, Submission } from "./queries";

export const OWN = "own";

type Read = (name: string) => string;

/** The request; absent while nothing is chosen. */
export function submissionOf(read: Read, yaml: string): Submission | undefined {
  const chosen = read("scenario");
  if (!chosen || (chosen === OWN && !yaml.trim())) return undefined;
  const iterations = whole(read("iterations"));
  return {
    ...(chosen === OWN ? { scenario: yaml } : { library: chosen }),
    ...labelsOf(read),
    ...(read("device") && { device: read("device") }),
    ...(iterations !== undefined && { iterations }),
    priority: whole(read("priority")) ?? 0,
  };
}

/** A session on these processes. */
export function sessionOf(read: Read, processes: SessionRequest["processes"]): SessionRequest {
  const mode = read("mode");
  return {
    device: read("device"),
    processes,
    mode: mode === "browser" || mode === "hybrid" ? mode : "system",
    interval_ms: whole(read("interval")) ?? 1000,
    max_duration_ms: (whole(read("limit")) ?? 60) * 60_000,
    ...labelsOf(read),
    ...(read("title").trim() && { title: read("title").trim() }),
  };
}

function labelsOf(read: Read): { release?: string; build?: string; tags: string[] } {
  const [release, build] = [read("release").trim(), read("build").trim()];
  const tags = read("tags")
    .split(/[,，]/)
    .map((tag) => tag.trim())
    .filter(Boolean);
  return { ...(release && { release }), ...(build && { build }), tags };
}

function whole(text: string): number | undefined {
  const value = Number(text);
  return text.trim() !== "" && Number.isInteger(value) ? value : undefined;
}
