// The program under test as a process of ours. It lives as long as its standard input is open, so it ends with this
// process, whatever ends that.
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { existsSync, openSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const PATIENCE_MS = 20_000;
const LAST_LINES = 5;

/** The built binary; `PERFSIGHT_BINARY` names another one than that of `cargo build`. */
export function binary(): string {
  const target = process.env.CARGO_TARGET_DIR ?? join(import.meta.dirname, "../../../target");
  const path = resolve(process.env.PERFSIGHT_BINARY ?? join(target, "debug/perfsight"));
  if (!existsSync(path)) throw new Error(`there is no \`${path}\`; \`cargo build\` makes it`);
  return path;
}

/** Runs the program to its end and gives what it printed. */
export function perfsight(args: readonly string[], input = ""): string {
  return execFileSync(binary(), args, { encoding: "utf8", input, env: quiet() }).trim();
}

export class Child {
  private constructor(
    private readonly child: ChildProcess,
    private readonly log: string,
  ) {}

  /** Starts the program in a process group of its own: Ctrl-C reaches us alone, and we end it in order. */
  static start(args: readonly string[], log: string, environment: Record<string, string> = {}): Child {
    const out = openSync(log, "a");
    const child = spawn(binary(), [...args, "--until-stdin-closes"], {
      detached: true,
      stdio: ["pipe", out, out],
      env: { ...quiet(), PERFSIGHT_LOG: "info", ...environment },
    });
    return new Child(child, log);
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** The last lines that it logged: why it ended. */
  get lastWords(): string {
    return readFileSync(this.log, "utf8").trimEnd().split("\n").slice(-LAST_LINES).join("\n");
  }

  async end(): Promise<void> {
    const late = setTimeout(() => this.child.kill("SIGKILL"), PATIENCE_MS);
    this.child.stdin?.end();
    await this.gone();
    clearTimeout(late);
  }

  /** As the kernel's out-of-memory killer would. */
  async kill(): Promise<void> {
    this.child.kill("SIGKILL");
    await this.gone();
  }

  private async gone(): Promise<void> {
    if (this.running) await new Promise((resolve) => this.child.once("exit", resolve));
  }
}

/** Our environment without what would point the program elsewhere. */
function quiet(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("PERFSIGHT_")));
}
