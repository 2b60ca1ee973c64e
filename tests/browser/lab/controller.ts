// A controller over a folder of its own; it can be killed and started again on the same addresses.
import { readFileSync, rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Api } from "./api";
import { Child, perfsight } from "./child";
import { until } from "./until";

const ANY = "127.0.0.1:0";
const SCOPES = "read,ingest,run,agent,admin";
/** So short that a story can wait until a lost agent's lease lapses. */
const LEASE_SECONDS = "6";

export class Controller {
  private child: Child | undefined;
  private addresses = { http: ANY, agents: ANY };
  private readonly agents: Child[] = [];

  private constructor(
    readonly folder: string,
    private readonly token: string,
  ) {}

  static async start(): Promise<Controller> {
    const folder = await mkdtemp(join(tmpdir(), "perfsight-stories-"));
    const token = perfsight(["token", "create", "--scope", SCOPES, "--data", folder]);
    const controller = new Controller(folder, token);
    await controller.run();
    return controller;
  }

  get address(): string {
    return `http://${this.addresses.http}`;
  }

  get api(): Api {
    return new Api(this.address, this.token);
  }

  /** An account with every right; gives its password. */
  person(name: string): string {
    return perfsight(["user", "create", name, "--role", "admin", "--project", "*", "--data", this.folder]);
  }

  async run(): Promise<void> {
    const ready = join(this.folder, "ready.json");
    rmSync(ready, { force: true });
    const { http, agents } = this.addresses;
    const child = Child.start(
      [
        "controller",
        ...["--listen", http, "--agent-listen", agents, "--data", this.folder, "--ready-file", ready],
        ...["--lease-seconds", LEASE_SECONDS, "--request-rate", "0", "--upload-rate", "0"],
      ],
      join(this.folder, "controller.log"),
    );
    this.child = child;
    this.addresses = await until("the controller tells its addresses", () => {
      if (!child.running) throw new Error(`the controller ended: ${child.lastWords}`);
      return whole(ready);
    });
  }

  async kill(): Promise<void> {
    await this.child?.kill();
  }

  /** An agent, as soon as the controller lists its devices. */
  async agent(name: string, ...args: string[]): Promise<void> {
    const folder = join(this.folder, name);
    const controller = `http://${this.addresses.agents}`;
    const child = Child.start(
      ["agent", "--name", name, "--controller", controller, "--data", folder, ...args],
      join(this.folder, `${name}.log`),
      { PERFSIGHT_TOKEN: this.token },
    );
    this.agents.push(child);
    await until(`${name} offers its devices`, async () => {
      if (!child.running) throw new Error(`${name} ended: ${child.lastWords}`);
      const devices = await this.api.items<{ id: string }>("/api/v1/devices");
      return devices.some(({ id }) => id.startsWith(`${name}/`));
    });
  }

  async end(): Promise<void> {
    // The agents first: they tell the controller how their last attempts ended.
    await Promise.all(this.agents.map((agent) => agent.end()));
    await this.child?.end();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

/** The addresses, once the file is there and whole. */
function whole(path: string): { http: string; agents: string } | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as { http: string; agents: string };
  } catch {
    return undefined;
  }
}
