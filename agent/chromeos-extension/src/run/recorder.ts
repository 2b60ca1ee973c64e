// Brings the frames of one run to the server, through dropped sockets and ended service workers. Measures nothing.
import { logLine } from "../wire/log_line";
import type { Outcome } from "../wire/dataset";
import { readServerFrame, type RunFrame, type ServerFrame } from "../wire/frames";
import type { RunState } from "../wire/messages";
import type { Database } from "./database";
import { FRESH_LINK, linkDeadline, stepLink, type LinkInput, type LinkState } from "./link";
import { Outbox } from "./outbox";
import { afterFatal, clockLine, continued, helloOf, type RunRecord } from "./record";

/** Name under which the run's record is kept. */
export const RECORD = "run";

/** A socket with more than this in its buffer gets nothing more for now, bytes. */
const BUFFER_BYTES = 1024 * 1024;
const PIECE = 100;
/** Code of the controller's table under which it names a gap in the numbers. */
const COUNTING = 1000;
const BUFFER_PAUSE_MS = 200;

export class Recorder {
  private link: LinkState = FRESH_LINK;
  private socket: WebSocket | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private unacknowledgedSince: number | undefined;
  private pending: RunFrame[] = [];
  /** Work on the outbox is done one piece after another. */
  private work: Promise<void> = Promise.resolve();
  trouble: string | undefined;
  private tellEnd: () => void = () => {};
  /** Resolves when the server has spoken its last word. */
  readonly ended = new Promise<void>((resolve) => (this.tellEnd = resolve));

  private constructor(
    private readonly database: Database,
    public record: RunRecord,
    private readonly outbox: Outbox,
    private readonly onChange: () => void,
  ) {}

  /** Starts a run; frames that an earlier one left are dropped. */
  static async begin(database: Database, record: RunRecord, onChange: () => void): Promise<Recorder> {
    await (await Outbox.open(database, 0)).clear();
    await database.keep(RECORD, record);
    return Recorder.resume(database, record, onChange);
  }

  /** Goes on with the run that the record describes. */
  static async resume(database: Database, record: RunRecord, onChange: () => void): Promise<Recorder> {
    const recorder = new Recorder(database, record, await Outbox.open(database, 0), onChange);
    recorder.tick();
    return recorder;
  }

  get state(): RunState {
    if (this.record.ended !== undefined) return "ended";
    if (this.record.isStopping) return "stopping";
    if (this.link.kind === "open") return "recording";
    return this.record.admitted === undefined ? "connecting" : "offline";
  }

  get waiting(): number {
    return this.outbox.waiting + this.pending.length;
  }

  add(frames: readonly RunFrame[]): void {
    if (frames.length === 0 || this.record.isStopping) return;
    this.pending.push(...frames);
    this.after(() => this.drain());
  }

  /** Ends the run: nothing is taken any more, and the last frame says how it ended. */
  async stop(outcome?: Outcome): Promise<void> {
    if (this.record.isStopping) return;
    this.pending.push({ type: "stop", ...(outcome === undefined ? {} : { outcome }) });
    this.record = { ...this.record, isStopping: true };
    await this.database.keep(RECORD, this.record);
    this.after(() => this.drain());
    this.wake();
    this.onChange();
  }

  /** Tries at once what waits for its time: somebody asked, or an alarm woke the service worker. */
  wake(): void {
    if (this.link.kind === "down") this.link = { ...this.link, retryAt: 0 };
    this.tick();
  }

  /** Gives up the run with everything that the server does not have. */
  async discard(trouble: string): Promise<void> {
    await this.end(trouble);
  }

  private tick(): void {
    this.apply({ kind: "tick", unacknowledgedSince: this.unacknowledgedSince });
  }

  private apply(input: LinkInput): void {
    const [state, effects] = stepLink(this.link, input, Date.now());
    const changed = state.kind !== this.link.kind;
    this.link = state;
    for (const effect of effects) {
      if (effect === "connect") this.connect();
      else if (effect === "greet") this.socket?.send(JSON.stringify(helloOf(this.record)));
      else if (effect === "flush") this.after(() => this.flush());
      else this.disconnect();
    }
    this.schedule();
    if (changed) this.onChange();
  }

  private connect(): void {
    const socket = new WebSocket(this.record.socket);
    this.socket = socket;
    const ifCurrent = (work: () => void) => () => {
      if (this.socket === socket) work();
    };
    socket.onopen = ifCurrent(() => this.apply({ kind: "opened" }));
    socket.onclose = ifCurrent(() => this.dropped());
    socket.onmessage = (event: MessageEvent<unknown>) => {
      if (this.socket !== socket || typeof event.data !== "string") return;
      const frame = readServerFrame(event.data);
      if (frame !== undefined) this.after(() => this.hear(frame));
    };
  }

  private disconnect(): void {
    const { socket } = this;
    this.socket = undefined;
    socket?.close();
    if (this.link.kind !== "finished") this.dropped();
  }

  private dropped(): void {
    this.socket = undefined;
    this.unacknowledgedSince = undefined;
    this.apply({ kind: "closed", chance: Math.random() });
  }

  private async hear(frame: ServerFrame): Promise<void> {
    switch (frame.type) {
      case "hello_ack": {
        const { run_id: runId, url, resume_token: resumeToken, last_seq: lastSeq } = frame;
        const isFirst = this.record.admitted === undefined;
        this.record = { ...this.record, admitted: { runId, url, resumeToken } };
        const line = isFirst ? clockLine(frame.server_time, Date.now()) : undefined;
        if (line !== undefined && !this.record.isStopping) await this.say(line);
        this.trouble = undefined;
        await this.database.keep(RECORD, this.record);
        await this.outbox.resume(lastSeq);
        this.apply({ kind: "admitted" });
        return;
      }
      case "ack":
        await this.outbox.acknowledge(frame.seq);
        this.unacknowledgedSince = this.outbox.isUnconfirmed ? Date.now() : undefined;
        await this.flush();
        return;
      case "stopped":
        await this.end(undefined, frame.url);
        return;
      case "error":
        await this.refused(frame);
    }
  }

  private async refused(error: Extract<ServerFrame, { type: "error" }>): Promise<void> {
    this.trouble = error.msg;
    this.onChange();
    if (!error.fatal) {
      // A gap means that the two sides count differently, which resuming sets right; other refused frames are used up.
      if (error.code === COUNTING && error.seq !== undefined && this.link.kind === "open") this.disconnect();
      return;
    }
    const refusal = afterFatal(error.code, this.record);
    if (refusal === "end") return this.end(error.msg);
    if (refusal === "continue") {
      const isOnlyStop = this.record.isStopping && this.outbox.waiting <= 1;
      if (isOnlyStop) return this.end(undefined);
      const { record, line } = continued(this.record);
      this.record = record;
      await this.database.keep(RECORD, record);
      await this.outbox.renumber();
      if (!record.isStopping) await this.say(line);
    }
    this.disconnect();
  }

  private async say(text: string): Promise<void> {
    const at = Date.now();
    await this.outbox.add([logLine("warn", "agent", text, at)], at);
  }

  private async drain(): Promise<void> {
    const frames = this.pending;
    this.pending = [];
    if (frames.length > 0) await this.outbox.add(frames, Date.now());
    await this.flush();
  }

  private async flush(): Promise<void> {
    while (this.link.kind === "open" && this.socket?.readyState === WebSocket.OPEN) {
      if (this.socket.bufferedAmount > BUFFER_BYTES) {
        setTimeout(() => this.after(() => this.flush()), BUFFER_PAUSE_MS);
        break;
      }
      const { socket } = this;
      const texts = await this.outbox.take(PIECE);
      if (texts.length === 0) break;
      // What is lost with a socket that closed meanwhile is handed out again after the resume.
      for (const text of texts) if (socket.readyState === WebSocket.OPEN) socket.send(text);
      this.unacknowledgedSince ??= Date.now();
    }
    this.schedule();
  }

  private async end(trouble: string | undefined, url?: string): Promise<void> {
    if (this.record.ended !== undefined) return;
    const { admitted } = this.record;
    const ended = { at: Date.now(), ...(trouble === undefined ? {} : { trouble }) };
    this.record = { ...this.record, isStopping: true, ended };
    if (admitted && url) this.record = { ...this.record, admitted: { ...admitted, url } };
    this.trouble = trouble;
    await this.database.keep(RECORD, this.record);
    await this.outbox.clear();
    this.apply({ kind: "finish" });
    this.tellEnd();
    this.onChange();
  }

  private schedule(): void {
    clearTimeout(this.timer);
    const due = linkDeadline(this.link, this.unacknowledgedSince);
    if (due !== undefined) this.timer = setTimeout(() => this.tick(), Math.max(due - Date.now(), 0));
  }

  private after(work: () => Promise<void>): void {
    this.work = this.work.then(work).catch((error: unknown) => {
      this.trouble = error instanceof Error ? error.message : String(error);
      this.onChange();
    });
  }
}
