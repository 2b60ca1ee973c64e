// The real controller as a process of its own; it can be killed and started again over the same folder.
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { until } from "./until";

/** Where the built binary stands; the tests that need it are left out where nobody says so. */
export const BINARY = process.env.PERFSIGHT_BINARY;

export class Controller {
  private readonly data = mkdtempSync(join(tmpdir(), "perfsight-controller-"));
  private child: ChildProcess | undefined;

  private constructor(
    private readonly port: number,
    private readonly agentPort: number,
  ) {}

  static async start(): Promise<Controller> {
    const controller = new Controller(await freePort(), await freePort());
    await controller.run();
    return controller;
  }

  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  token(...scopes: string[]): string {
    const wanted = scopes.flatMap((scope) => ["--scope", scope]);
    const args = ["token", "create", "--data", this.data, ...wanted];
    return execFileSync(BINARY ?? "", args, { encoding: "utf8" }).trim();
  }

  async run(): Promise<void> {
    const listen = [`--listen=127.0.0.1:${this.port}`, `--agent-listen=127.0.0.1:${this.agentPort}`];
    this.child = spawn(BINARY ?? "", ["controller", ...listen, `--data=${this.data}`], { stdio: "ignore" });
    await until("the controller answers", async () => {
      const answer = await fetch(`${this.address}/api/health`).catch(() => undefined);
      return answer?.ok ?? false;
    });
  }

  async kill(): Promise<void> {
    const { child } = this;
    if (child === undefined || child.exitCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
  }

  /** The stored Dataset of a run; absent until it is stored. */
  async dataset(run: string, token: string): Promise<any> {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`${this.address}/api/v1/runs/${run}/download`, { headers });
    return answer.ok ? answer.json() : undefined;
  }

  async end(): Promise<void> {
    await this.kill();
    rmSync(this.data, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
