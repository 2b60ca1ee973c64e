// What a check of the connection found, as a message for people. Asks nobody.

/** How the server's address answered. */
export type Reach =
  | { kind: "answered"; dateMs: number | undefined; askedMs: number; answeredMs: number }
  | { kind: "failed"; netError: string | undefined };

/** How the run's door answered a greeting that starts no run. */
export type Door = { kind: "refused"; code: number; msg: string } | { kind: "silent" };

export interface Finding {
  tone: "better" | "worse" | "unsure";
  /** Key of the message. */
  key: string;
  values: string[];
}

/** The controller's codes: the token was refused, and the greeting's made-up run is not there (so the token was taken). */
const REFUSED = [1003, 2001];
const NO_SUCH_RUN = 1001;
/** The `Date` of an answer has whole seconds. */
const CLOCK_SECONDS = 2;

const NET_ERRORS: [RegExp, string][] = [
  [/NAME_NOT_RESOLVED|NAME_RESOLUTION_FAILED|ICANN_NAME_COLLISION/, "check_name"],
  [/CERT_|SSL_/, "check_tls"],
  [/INTERNET_DISCONNECTED|NETWORK_CHANGED/, "check_offline"],
  [/CONNECTION_REFUSED|CONNECTION_TIMED_OUT|ADDRESS_UNREACHABLE|CONNECTION_FAILED|TIMED_OUT/, "check_port"],
  [/CONNECTION_RESET|EMPTY_RESPONSE|CONNECTION_CLOSED|INVALID_HTTP_RESPONSE/, "check_protocol"],
];

export function diagnose(reach: Reach, door: Door | undefined, host: string): Finding[] {
  if (reach.kind === "failed") return [unreachable(reach.netError, host)];
  const clock = clockFinding(reach);
  return [doorFinding(door, host), ...(clock === undefined ? [] : [clock])];
}

function unreachable(netError: string | undefined, host: string): Finding {
  if (netError === undefined) return { tone: "worse", key: "check_unreachable", values: [host] };
  const known = NET_ERRORS.find(([pattern]) => pattern.test(netError))?.[1];
  const name = netError.replace(/^net::/, "");
  return { tone: "worse", key: known ?? "check_other", values: [host, name] };
}

function doorFinding(door: Door | undefined, host: string): Finding {
  if (door === undefined || door.kind === "silent")
    return { tone: "worse", key: "check_no_door", values: [host] };
  if (REFUSED.includes(door.code)) return { tone: "worse", key: "check_token", values: [door.msg] };
  if (door.code === NO_SUCH_RUN) return { tone: "better", key: "check_ok", values: [host] };
  return { tone: "unsure", key: "check_refused", values: [String(door.code), door.msg] };
}

function clockFinding(reach: Extract<Reach, { kind: "answered" }>): Finding | undefined {
  if (reach.dateMs === undefined) return undefined;
  // The header was cut to whole seconds, so it lies half a second early on average.
  const ahead = (reach.askedMs + reach.answeredMs) / 2 - (reach.dateMs + 500);
  const seconds = Math.round(Math.abs(ahead) / 1000);
  if (seconds < CLOCK_SECONDS) return undefined;
  return {
    tone: "unsure",
    key: ahead > 0 ? "check_clock_ahead" : "check_clock_behind",
    values: [String(seconds)],
  };
}
