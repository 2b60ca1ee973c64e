// The frames of the controller's `/ws`, both ways. Never sends or trusts anything else.
import type {
  Collection,
  Definition,
  Direction,
  Env,
  Iteration,
  LogLevel,
  MetricPoint,
  Outcome,
  ProcessInfo,
} from "./dataset";

/** An attempt at a scheduled job; its number is the fencing token. */
export interface AttemptRef {
  job: string;
  number: number;
}

export interface Client {
  platform: string;
  ext_version: string;
  name: string;
}

/** What a run is, without the token: kept on disk for the time of the run. */
export interface RunHello {
  client: Client;
  scenario: string;
  release?: string;
  build_id?: string;
  tags: string[];
  title?: string;
  environment?: string;
  env: Env;
  collection: Collection;
  definitions: Record<string, Definition>;
  attempt?: AttemptRef;
}

export type Hello =
  | ({ type: "hello"; token: string } & RunHello)
  | { type: "hello"; token: string; client: Client; resume: { run_id: string; resume_token: string } };

/** A frame of a run; it gets its sequence number when it is first sent. Times are epoch ms. */
export type RunFrame =
  | { type: "data"; timestamp: number; metrics: Record<string, MetricPoint> }
  /** All processes that are there; one that is missing has ended. */
  | { type: "processes"; timestamp: number; data: ProcessInfo[] }
  | {
      type: "console_log";
      timestamp: number;
      data: { level: LogLevel; text: string; source: string };
    }
  | {
      type: "custom_metric";
      timestamp: number;
      data: {
        key: string;
        value: number;
        unit: string;
        meaning?: string;
        direction?: Direction;
        pid?: number;
        timestamp?: number;
      };
    }
  /** Without an edge it is an instant. */
  | { type: "mark"; timestamp: number; data: { name: string; edge?: "begin" | "end"; iteration?: number } }
  | { type: "iteration"; data: Iteration }
  | { type: "stop"; outcome?: Outcome };

export type FrameKind = RunFrame["type"];

export type ServerFrame =
  | {
      type: "hello_ack";
      run_id: string;
      url: string;
      resume_token: string;
      last_seq: number;
      server_time: number;
    }
  | { type: "ack"; seq: number }
  | { type: "error"; code: number; msg: string; seq?: number; fatal: boolean }
  | { type: "stopped"; run_id: string; url: string };

/** Reads what the server said; absent for what is no frame of this protocol, which is passed over. */
export function readServerFrame(text: string): ServerFrame | undefined {
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(frame)) return undefined;
  const { type } = frame;
  if (type === "hello_ack" && words(frame, "run_id", "resume_token")) {
    const { run_id, url, resume_token, last_seq, server_time } = frame;
    return {
      type,
      run_id: String(run_id),
      url: typeof url === "string" ? url : "",
      resume_token: String(resume_token),
      last_seq: whole(last_seq) ?? 0,
      server_time: whole(server_time) ?? 0,
    };
  }
  if (type === "ack") {
    const seq = whole(frame.seq);
    return seq === undefined ? undefined : { type, seq };
  }
  if (type === "error") return errorOf(frame);
  if (type === "stopped" && words(frame, "run_id")) {
    return { type, run_id: String(frame.run_id), url: typeof frame.url === "string" ? frame.url : "" };
  }
  return undefined;
}

function errorOf(frame: Record<string, unknown>): ServerFrame {
  const seq = whole(frame.seq);
  return {
    type: "error",
    code: whole(frame.code) ?? 0,
    msg: typeof frame.msg === "string" ? frame.msg : "",
    fatal: frame.fatal === true,
    ...(seq === undefined ? {} : { seq }),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function words(frame: Record<string, unknown>, ...names: string[]): boolean {
  return names.every((name) => typeof frame[name] === "string" && frame[name] !== "");
}

function whole(value: unknown): number | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
