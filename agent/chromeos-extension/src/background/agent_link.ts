// This browser as a device: takes assignments from the controller, one at a time, and tells how they ended.
import { CONDITIONS, refusalOf, STEPS } from "../drive/refusal";
import type { Assignment } from "../drive/scenario";
import { lookAround } from "../probe/look";
import { Deliveries, isSame, type Delivery } from "../run/deliveries";
import { FRESH_LINK, linkDeadline, stepLink, type LinkInput, type LinkState } from "../run/link";
import { readAddress } from "../settings/address";
import type { Settings } from "../settings/settings";
import { loadSettings } from "../settings/store";
import {
  readControllerFrame,
  type AgentFrame,
  type AttemptOutcome,
  type ControllerFrame,
  type DeviceAdvert,
} from "../wire/agent_frames";
import type { AttemptRef } from "../wire/frames";
import { DEVICE, type DeviceStatus } from "../wire/messages";
import type { Desk } from "./desk";
import { helloOfJob, intervalOf, Job } from "./job";

/** Names under which the device and what it has to deliver are kept. */
const AGENT = "agent";
const DELIVERIES = "deliveries";

/** Wakes the service worker of a device that waits for assignments. */
const ALARM = "agent";
const ALARM_MINUTES = 0.5;

export class AgentLink {
  private link: LinkState = { kind: "finished" };
  private settings: Settings | undefined;
  private socket: WebSocket | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private heartbeat: ReturnType<typeof setInterval> | undefined;
  private current: { attempt: AttemptRef; job: Job | undefined } | undefined;
  private deliveries = new Deliveries();
  private isDraining = false;
  private trouble: string | undefined;

  constructor(private readonly desk: Desk) {}

  get isBusy(): boolean {
    return this.current !== undefined;
  }

  /** Ends the job that is under way, if there is one, and its run with it. */
  cancel(): boolean {
    this.current?.job?.cancel();
    return this.current?.job !== undefined;
  }

  /** Connects or disconnects as the settings say; what an earlier life left undone is told as failed. */
  async follow(): Promise<void> {
    const { settings } = await loadSettings();
    const isSame = JSON.stringify(settings) === JSON.stringify(this.settings);
    if (isSame) return;
    this.settings = settings;
    this.apply({ kind: "finish" });
    const isAsked =
      settings.schedule && settings.token !== "" && typeof readAddress(settings.server) !== "string";
    await (isAsked
      ? chrome.alarms.create(ALARM, { periodInMinutes: ALARM_MINUTES })
      : chrome.alarms.clear(ALARM));
    if (!isAsked) return;
    const store = await this.desk.store();
    this.deliveries = new Deliveries((await store.load<Delivery[]>(DELIVERIES)) ?? []);
    await this.giveUpOrphan();
    this.link = FRESH_LINK;
    this.apply({ kind: "tick", unacknowledgedSince: undefined });
  }

  /** Tries at once what waits for its time. */
  wake(): void {
    if (this.link.kind === "down") this.apply({ kind: "tick", unacknowledgedSince: undefined });
  }

  /** A job dies with the service worker that drove it; its run is closed and the controller may try again. */
  private async giveUpOrphan(): Promise<void> {
    const record = this.desk.run?.recorder.record;
    if (record?.hello.attempt === undefined || record.ended !== undefined || this.current !== undefined)
      return;
    await this.desk.run?.stop({ status: "canceled" });
    const reason = "the browser ended the extension's service worker in the middle of the job";
    await this.deliver({
      type: "result",
      attempt: record.hello.attempt,
      outcome: { infrastructure: { reason } },
    });
  }

  private apply(input: LinkInput): void {
    const [state, effects] = stepLink(this.link, input, Date.now());
    const isNews = state.kind !== this.link.kind;
    this.link = state;
    for (const effect of effects) {
      if (effect === "connect") this.connect();
      else if (effect === "greet") void this.greet();
      else if (effect === "disconnect") this.disconnect();
    }
    if (isNews) void this.show();
    clearTimeout(this.timer);
    const due = linkDeadline(this.link, undefined);
    const tick = () => this.apply({ kind: "tick", unacknowledgedSince: undefined });
    if (due !== undefined) this.timer = setTimeout(tick, Math.max(due - Date.now(), 0));
  }

  private async show(): Promise<void> {
    const { kind } = this.link;
    const state = kind === "finished" ? "off" : kind === "open" ? "connected" : "trying";
    const status: DeviceStatus = { state, ...(this.trouble === undefined ? {} : { trouble: this.trouble }) };
    await chrome.storage.session.set({ [DEVICE]: status });
  }

  private connect(): void {
    const address = readAddress(this.settings?.server ?? "");
    if (typeof address === "string") return;
    const socket = new WebSocket(`${address.socket}/agent`);
    this.socket = socket;
    const ifCurrent = (work: () => void) => () => {
      if (this.socket === socket) work();
    };
    socket.onopen = ifCurrent(() => this.apply({ kind: "opened" }));
    socket.onclose = ifCurrent(() => this.dropped());
    socket.onmessage = (event: MessageEvent<unknown>) => {
      const frame = typeof event.data === "string" ? readControllerFrame(event.data) : undefined;
      if (this.socket === socket && frame !== undefined) void this.hear(frame);
    };
  }

  private disconnect(): void {
    const { socket } = this;
    this.socket = undefined;
    socket?.close();
    if (this.link.kind === "finished") clearInterval(this.heartbeat);
    else this.dropped();
  }

  private dropped(): void {
    this.socket = undefined;
    clearInterval(this.heartbeat);
    this.apply({ kind: "closed", chance: Math.random() });
  }

  private async greet(): Promise<void> {
    const { settings } = this;
    if (settings === undefined) return;
    const device = await advert(settings, this.state());
    const version = chrome.runtime.getManifest().version;
    const agent = await this.identity();
    const name = device.device.split("/")[0] ?? agent;
    const running = this.running();
    this.send({ type: "hello", token: settings.token, agent, name, version, labels: {}, device, running });
  }

  /** Made once for this installation. */
  private async identity(): Promise<string> {
    const store = await this.desk.store();
    const known = await store.load<string>(AGENT);
    if (known !== undefined) return known;
    const made = crypto.randomUUID();
    await store.keep(AGENT, made);
    return made;
  }

  private async hear(frame: ControllerFrame): Promise<void> {
    switch (frame.type) {
      case "registered":
        this.isDraining = false;
        this.trouble = undefined;
        this.apply({ kind: "admitted" });
        frame.ended.forEach((attempt) => void this.forget(attempt));
        clearInterval(this.heartbeat);
        this.heartbeat = setInterval(() => this.beat(), frame.heartbeat_interval_ms);
        return this.sendDue();
      case "assignment":
        return this.take(frame);
      case "cancel":
        if (this.current && isSame(this.current.attempt, frame.attempt)) this.current.job?.cancel();
        return;
      case "attempt_ended":
      case "result_acknowledged":
        return this.forget(frame.attempt);
      case "attachment_acknowledged":
        this.deliveries.pictureArrived(frame.attempt, frame.name);
        await this.keep();
        return this.sendDue();
      case "drain":
        this.isDraining = true;
        return;
      case "error":
        this.trouble = frame.msg;
        if (frame.fatal) this.disconnect();
    }
  }

  private async take(assignment: Assignment): Promise<void> {
    const { attempt } = assignment;
    const reason = this.isDraining
      ? "this device takes nothing new"
      : (refusalOf(assignment) ?? this.whyBusy());
    if (reason !== undefined) return this.send({ type: "rejected", attempt, reason });
    this.current = { attempt, job: undefined };
    this.send({ type: "accepted", attempt });
    const { outcome, runId } = await this.runJob(assignment);
    this.current = undefined;
    await this.deliver({
      type: "result",
      attempt,
      outcome,
      ...(runId === undefined ? {} : { run_id: runId }),
    });
    this.beat();
  }

  private whyBusy(): string | undefined {
    if (this.current !== undefined) return "another job is under way";
    return this.desk.isTaken ? "a run that a person started is under way" : undefined;
  }

  private async runJob(assignment: Assignment): Promise<{ outcome: AttemptOutcome; runId?: string }> {
    const { attempt } = assignment;
    try {
      const run = await this.desk.begin(helloOfJob(assignment), intervalOf(assignment));
      if (typeof run === "string")
        return { outcome: { infrastructure: { reason: `the settings lack something: ${run}` } } };
      const job = new Job(assignment, run, {
        step: (iteration, number, name, state, failure) => {
          const told = { attempt, at: Date.now(), iteration, number, name, state };
          this.send({ type: "step", ...told, ...(failure === undefined ? {} : { failure }) });
        },
        picture: ({ name, content }) =>
          void this.deliver({ type: "attachment", attempt, name, media_type: "image/png", content }),
      });
      this.current = { attempt, job };
      const outcome = await job.drive();
      await run.recorder.ended;
      const runId = run.recorder.record.admitted?.runId;
      return { outcome, ...(runId === undefined ? {} : { runId }) };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { outcome: { infrastructure: { reason } } };
    }
  }

  private state(): DeviceAdvert["state"] {
    return this.isBusy || this.desk.isTaken ? "busy" : "ready";
  }

  private running(): AttemptRef[] {
    return [...(this.current ? [this.current.attempt] : []), ...this.deliveries.attempts];
  }

  private beat(): void {
    this.send({ type: "heartbeat", state: this.state(), running: this.running() });
  }

  private async deliver(delivery: Delivery): Promise<void> {
    this.deliveries.add(delivery);
    await this.keep();
    this.sendDue();
  }

  private sendDue(): void {
    if (this.link.kind === "open") this.deliveries.due.forEach((delivery) => this.send(delivery));
  }

  private async forget(attempt: AttemptRef): Promise<void> {
    if (this.current && isSame(this.current.attempt, attempt)) this.current.job?.cancel();
    this.deliveries.over(attempt);
    await this.keep();
  }

  private async keep(): Promise<void> {
    await (await this.desk.store()).keep(DELIVERIES, [...this.deliveries.all]);
  }

  private send(frame: AgentFrame): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }
}

async function advert(settings: Settings, state: DeviceAdvert["state"]): Promise<DeviceAdvert> {
  const env = await lookAround(settings.device_name);
  const version = chrome.runtime.getManifest().version;
  const browser = { kind: "chromium", version: env.browser_version ?? "", binary: "" };
  return {
    device: `${settings.device_name || env.device_name || "chromeos"}/${env.platform ?? "chromeos"}`,
    platform: env.platform ?? "chromeos",
    os: env.os ?? "",
    arch: env.arch ?? "",
    facts: env.fingerprint ?? {},
    browsers: [{ ...browser, driver_version: `extension ${version}` }],
    state,
    steps: STEPS,
    conditions: CONDITIONS,
  };
}
