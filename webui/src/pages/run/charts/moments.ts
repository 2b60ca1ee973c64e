// What happened at an instant of the run: lines of its log and pictures of the page. Those too near to be told apart stand
// as one.
import type { RunDetail } from "../../../api/types";
import type { Zoom } from "../../../charts/view";

export interface Moment {
  at: number;
  kind: "debug" | "info" | "warn" | "error" | "picture";
  /** What is shown of it: the line, or the picture's name. */
  text: string;
  /** Where a picture is to be had. */
  url?: string;
  /** Number of the line in the log. */
  line?: number;
}

/** Moments that stand at one place. */
export interface Cluster {
  x: number;
  /** The gravest first, otherwise in the order of time. */
  moments: Moment[];
}

const RANK = ["debug", "info", "picture", "warn", "error"] as const;
/** As wide as a mark: no two share what a finger can point at. */
const NEAR_PX = 24;

type Told = Pick<RunDetail, "logs" | "marks" | "attachments" | "failed_step" | "iterations">;

/** A picture's instant is that of the mark of its name. */
export function momentsOf({ logs, marks, attachments }: Told): Moment[] {
  const lines = logs.map(({ at_ms, level, text }, line): Moment => {
    const kind = level === "debug" || level === "warn" || level === "error" ? level : "info";
    return { at: at_ms, kind, text, line };
  });
  const named = new Map(attachments.map(({ name, media_type, url }) => [name, { media_type, url }]));
  const pictures = marks.flatMap(({ name, start_ms }): Moment[] => {
    const file = named.get(name);
    if (!file?.media_type.startsWith("image/")) return [];
    return [{ at: start_ms, kind: "picture", text: name, url: file.url }];
  });
  return [...lines, ...pictures].sort((one, other) => one.at - other.at);
}

/** The moments of a window by their place on `width` pixels. */
export function clustersOf(moments: readonly Moment[], [from, to]: Zoom, width: number): Cluster[] {
  const clusters: Cluster[] = [];
  for (const moment of moments) {
    if (moment.at < from || moment.at > to) continue;
    const x = ((moment.at - from) / (to - from || 1)) * width;
    const last = clusters[clusters.length - 1];
    if (last && x - last.x < NEAR_PX) last.moments.push(moment);
    else clusters.push({ x, moments: [moment] });
  }
  for (const cluster of clusters) {
    cluster.moments.sort((one, other) => RANK.indexOf(other.kind) - RANK.indexOf(one.kind));
  }
  return clusters;
}
