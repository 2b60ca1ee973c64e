// What the operating system says of a browser's processes, from /proc. Linux alone.
import { readdirSync, readFileSync } from "node:fs";

/** The kernel's clock ticks a second; the same on every Linux that runs Chromium. */
const TICKS = 100;

/** `--type` of every process below the browser, by process id; the browser itself is `browser`. */
export function processesOf(browser: number): Map<number, string> {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    const pid = Number(name);
    const parent = Number.isInteger(pid) ? parentOf(pid) : undefined;
    if (parent !== undefined) parents.set(pid, parent);
  }
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid);
    return pid === browser || (parent !== undefined && isBelow(parent));
  };
  const found = new Map<number, string>();
  for (const pid of parents.keys())
    if (isBelow(pid)) found.set(pid, pid === browser ? "browser" : typeOf(pid));
  return found;
}

/** CPU time of a process, seconds; absent when it has ended. */
export function cpuSeconds(pid: number): number | undefined {
  const fields = statOf(pid);
  return fields === undefined ? undefined : (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** Anonymous resident plus swapped memory, bytes; absent when it has ended. */
export function privateBytes(pid: number): number | undefined {
  const status = read(`/proc/${pid}/status`);
  if (status === undefined) return undefined;
  const kilobytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? 0);
  return (kilobytes("RssAnon") + kilobytes("VmSwap")) * 1024;
}

function parentOf(pid: number): number | undefined {
  const fields = statOf(pid);
  return fields === undefined ? undefined : Number(fields[1]);
}

/** The fields of `stat` after the command, which may hold blanks and brackets. */
function statOf(pid: number): string[] | undefined {
  const stat = read(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
}

function typeOf(pid: number): string {
  return /--type=([a-z-]+)/.exec(read(`/proc/${pid}/cmdline`) ?? "")?.[1] ?? "";
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
