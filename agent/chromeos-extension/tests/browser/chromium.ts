// A real Chromium with unpacked extensions, spoken to over its debugging socket. Ends with everything it started.
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import WebSocket from "ws";

import { until } from "./until";

const BINARIES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/snap/bin/chromium"];

interface Target {
  targetId: string;
  type: string;
  url: string;
}

export class Chromium {
  private nextId = 1;
  private readonly answers = new Map<number, { resolve(value: never): void; reject(error: Error): void }>();

  private constructor(
    private readonly child: ChildProcess,
    private readonly socket: WebSocket,
    private readonly folders: string[],
  ) {
    socket.on("message", (data) => this.hear(JSON.parse(String(data))));
  }

  /** Takes copies of extensions, each in a folder of its own that goes with the browser. */
  static async start(extensions: string[], ...flags: string[]): Promise<Chromium> {
    const binary = BINARIES.find((path) => existsSync(path)) ?? "chromium";
    const folder = await mkdtemp(join(tmpdir(), "perfsight-extension-"));
    const list = extensions.join(",");
    const child = spawn(
      binary,
      [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--lang=en-US",
        "--remote-debugging-port=0",
        `--user-data-dir=${folder}`,
        `--load-extension=${list}`,
        ...flags,
        "about:blank",
      ],
      { stdio: "ignore", detached: true },
    );
    const port = await until("Chromium tells its port", async () => {
      const text = await readFile(join(folder, "DevToolsActivePort"), "utf8").catch(() => "");
      const [number, path] = text.split("\n");
      return number && path ? { number, path } : undefined;
    });
    const socket = new WebSocket(`ws://127.0.0.1:${port.number}${port.path}`);
    await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
    return new Chromium(child, socket, [folder, ...extensions.map(dirname)]);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  send<T = unknown>(method: string, params: object = {}, sessionId?: string): Promise<T> {
    const id = this.nextId++;
    this.socket.send(JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) }));
    return new Promise<T>((resolve, reject) => this.answers.set(id, { resolve, reject }));
  }

  async targets(): Promise<Target[]> {
    return (await this.send<{ targetInfos: Target[] }>("Target.getTargets")).targetInfos;
  }

  /** The ids of the loaded extensions, by the name of the file that runs as their service worker. */
  async serviceWorkers(count: number): Promise<Target[]> {
    return until("the extensions' service workers run", async () => {
      const targets = await this.targets();
      const workers = targets.filter(
        ({ type, url }) => type === "service_worker" && /background\.js$/.test(url),
      );
      return workers.length >= count && workers;
    });
  }

  async open(url: string): Promise<Page> {
    const { targetId } = await this.send<{ targetId: string }>("Target.createTarget", { url });
    return this.attach(targetId);
  }

  async attach(targetId: string): Promise<Page> {
    const { sessionId } = await this.send<{ sessionId: string }>("Target.attachToTarget", {
      targetId,
      flatten: true,
    });
    return new Page(this, targetId, sessionId);
  }

  async end(): Promise<void> {
    const gone = new Promise((resolve) => this.child.once("exit", resolve));
    const limit = setTimeout(() => process.kill(-this.pid, "SIGKILL"), 5000);
    await this.send("Browser.close").catch(() => undefined);
    await gone;
    clearTimeout(limit);
    this.socket.terminate();
    const remove = { recursive: true, force: true, maxRetries: 10, retryDelay: 100 };
    await Promise.all(this.folders.map((folder) => rm(folder, remove)));
  }

  private hear(message: { id?: number; result?: unknown; error?: { message: string } }): void {
    const waiting = message.id === undefined ? undefined : this.answers.get(message.id);
    if (message.id === undefined || waiting === undefined) return;
    this.answers.delete(message.id);
    if (message.error) waiting.reject(new Error(message.error.message));
    else waiting.resolve(message.result as never);
  }
}

/** A page or a service worker. */
export class Page {
  constructor(
    private readonly browser: Chromium,
    readonly targetId: string,
    private readonly sessionId: string,
  ) {}

  send<T = unknown>(method: string, params: object = {}): Promise<T> {
    return this.browser.send<T>(method, params, this.sessionId);
  }

  async evaluate<T>(expression: string): Promise<T> {
    const answer = await this.send<{
      result: { value: T };
      exceptionDetails?: { text: string; exception?: { description?: string } };
    }>("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true, userGesture: true });
    const failed = answer.exceptionDetails;
    if (failed !== undefined) throw new Error(failed.exception?.description ?? failed.text);
    return answer.result.value;
  }

  async close(): Promise<void> {
    await this.browser.send("Target.closeTarget", { targetId: this.targetId });
  }
}
