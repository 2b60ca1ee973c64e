// A small server that keeps the contract of `/ws` to the letter and remembers every frame. Accepts no other protocol.
import { createServer, type Server } from "node:http";
import { randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import { WebSocketServer, type WebSocket } from "ws";

type Frame = Record<string, any>;

export interface RecordedRun {
  id: string;
  token: string;
  hello: Frame;
  frames: Frame[];
  /** Frames that came again. */
  doubled: number;
  /** Frames that were refused for a gap. */
  gaps: number;
  /** Highest number that was acknowledged. */
  acknowledged: number;
  resumed: number;
  isStopped: boolean;
}

export const TOKEN = "psk_test";
const ACK_MS = 200;
const NO_RUN = 1001;
const NO_PERMISSION = 1003;

export class RunServer {
  readonly runs: RecordedRun[] = [];
  private readonly sockets = new Set<WebSocket>();
  private isCut = false;
  /** Takes the sockets of devices. */
  onDevice: (socket: WebSocket) => void = (socket) => socket.close();

  private constructor(
    private readonly http: Server,
    private readonly door: WebSocketServer,
  ) {
    http.on("upgrade", (request, socket, head) => {
      if (this.isCut || !request.url?.startsWith("/ws")) return socket.destroy();
      door.handleUpgrade(request, socket, head, (client) =>
        request.url?.startsWith("/ws/agent") ? this.onDevice(client) : this.welcome(client),
      );
    });
  }

  static async start(): Promise<RunServer> {
    const http = createServer((request, response) => {
      response.writeHead(request.url === "/api/health" ? 200 : 404, { "content-type": "application/json" });
      response.end('{"code":0,"msg":"success","data":{}}');
    });
    await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
    return new RunServer(http, new WebSocketServer({ noServer: true }));
  }

  get address(): string {
    return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
  }

  /** Breaks every connection and takes no new one. */
  cut(): void {
    this.isCut = true;
    for (const socket of this.sockets) socket.terminate();
  }

  mend(): void {
    this.isCut = false;
  }

  /** Forgets a run, as a server does whose patience for a lost device ended. */
  forget(run: RecordedRun): void {
    run.token = "";
    for (const socket of this.sockets) socket.terminate();
  }

  async end(): Promise<void> {
    this.cut();
    this.door.close();
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
  }

  private welcome(socket: WebSocket): void {
    this.sockets.add(socket);
    let run: RecordedRun | undefined;
    const tell = (frame: Frame) => socket.send(JSON.stringify(frame));
    const refuse = (code: number, msg: string) => {
      tell({ type: "error", code, msg, fatal: true });
      socket.close();
    };
    const acknowledge = setInterval(() => {
      if (run === undefined || run.acknowledged === lastOf(run)) return;
      run.acknowledged = lastOf(run);
      tell({ type: "ack", seq: run.acknowledged });
    }, ACK_MS);
    socket.on("close", () => {
      clearInterval(acknowledge);
      this.sockets.delete(socket);
    });
    socket.on("message", (data) => {
      const frame = JSON.parse(String(data)) as Frame;
      if (run !== undefined) return take(run, frame, socket, tell);
      if (frame.type !== "hello" || frame.token !== TOKEN)
        return refuse(NO_PERMISSION, "the token is not known");
      run =
        frame.resume === undefined
          ? this.begin(frame)
          : this.runs.find((each) => isResumed(each, frame.resume));
      if (run === undefined) return refuse(NO_RUN, "no such run");
      if (frame.resume !== undefined) run.resumed += 1;
      const { id, token } = run;
      const server_time = Date.now();
      const url = `${this.address}/runs/${id}`;
      tell({ type: "hello_ack", run_id: id, url, resume_token: token, last_seq: lastOf(run), server_time });
    });
  }

  private begin(hello: Frame): RecordedRun {
    const counts = { doubled: 0, gaps: 0, acknowledged: 0, resumed: 0, isStopped: false };
    const run = { id: randomUUID(), token: `psr_${randomUUID()}`, hello, frames: [], ...counts };
    this.runs.push(run);
    return run;
  }
}

function isResumed(run: RecordedRun, resume: Frame): boolean {
  return run.id === resume.run_id && run.token === resume.resume_token;
}

function lastOf(run: RecordedRun): number {
  return run.frames.at(-1)?.seq ?? 0;
}

function take(run: RecordedRun, frame: Frame, socket: WebSocket, tell: (frame: Frame) => void): void {
  const expected = lastOf(run) + 1;
  if (frame.seq < expected) {
    run.doubled += 1;
    return;
  }
  if (frame.seq > expected) {
    run.gaps += 1;
    return tell({
      type: "error",
      code: 1000,
      msg: `frame ${expected} is missing`,
      seq: expected,
      fatal: false,
    });
  }
  run.frames.push(frame);
  if (frame.type !== "stop") return;
  run.isStopped = true;
  run.acknowledged = frame.seq;
  tell({ type: "ack", seq: frame.seq });
  tell({ type: "stopped", run_id: run.id, url: `http://127.0.0.1/runs/${run.id}` });
  socket.close(1000);
}
