// The popup: what the run does, and its two buttons. Holds no state: all of it stands in the session's storage.
import { byId, text, textOf, translate, type TextKey } from "../shell/text";
import { loadSettings } from "../settings/store";
import { problemOf } from "../settings/settings";
import {
  STATUS,
  type CommandAnswer,
  type CommandMessage,
  type RunState,
  type RunStatus,
} from "../wire/messages";
import { bytes, elapsed, percent } from "./figures";

const STATES: Record<RunState, { key: TextKey; tone: string; glyph: string }> = {
  connecting: { key: "state_connecting", tone: "unsure", glyph: "~" },
  recording: { key: "state_recording", tone: "better", glyph: "●" },
  offline: { key: "state_offline", tone: "unsure", glyph: "~" },
  stopping: { key: "state_stopping", tone: "unsure", glyph: "~" },
  ended: { key: "state_ended", tone: "neutral", glyph: "·" },
};

let status: RunStatus | undefined;

async function start(): Promise<void> {
  translate(document);
  const stored = await chrome.storage.session.get(STATUS);
  status = stored[STATUS] as RunStatus | undefined;
  chrome.storage.session.onChanged.addListener((changes) => {
    const change = changes[STATUS];
    if (change === undefined) return;
    status = change.newValue as RunStatus | undefined;
    show();
  });
  byId("start").addEventListener("click", () => void command({ type: "start" }));
  byId("stop").addEventListener("click", () => void command({ type: "stop" }));
  byId("options").addEventListener("click", () => void chrome.runtime.openOptionsPage());
  setInterval(showElapsed, 1000);
  await showReadiness();
  show();
}

/** Before the first run the popup says what is still missing. */
async function showReadiness(): Promise<void> {
  const { settings } = await loadSettings();
  const problem = problemOf(settings);
  byId<HTMLButtonElement>("start").disabled = problem !== undefined;
  if (problem !== undefined) say(textOf(problem));
  byId("scenario").textContent = settings.scenario;
}

async function command(message: CommandMessage): Promise<void> {
  const buttons = document.querySelectorAll<HTMLButtonElement>("main button");
  buttons.forEach((button) => (button.disabled = true));
  const answer = (await chrome.runtime.sendMessage(message)) as CommandAnswer | undefined;
  buttons.forEach((button) => (button.disabled = false));
  say(answer?.problem === undefined ? "" : textOf(answer.problem));
}

function say(words: string): void {
  byId("problem").textContent = words;
  byId("problem").hidden = words === "";
}

function isRunning(shown: RunStatus | undefined): shown is RunStatus {
  return shown !== undefined && shown.state !== "ended";
}

function show(): void {
  const running = isRunning(status);
  byId("start").hidden = running;
  byId("stop").hidden = !running;
  byId("figures").hidden = status === undefined;
  byId("state").hidden = status === undefined;
  if (status === undefined) return;
  const { key, tone, glyph } = STATES[status.state];
  const failed = status.state === "ended" && status.trouble !== undefined;
  byId("state").className = `mark ${failed ? "worse" : tone}`;
  byId("glyph").textContent = failed ? "▲" : glyph;
  byId("words").textContent = failed ? text("state_failed") : text(key);
  byId("stop").textContent = status.state === "stopping" ? text("give_up") : text("stop");
  if (running) byId("scenario").textContent = status.scenario;
  byId("cpu").textContent = percent(running ? status.cpu : undefined);
  byId("memory").textContent = bytes(running ? status.memory : undefined);
  byId("mode").textContent = text(`mode_${status.mode}`);
  byId("cpu-label").textContent = status.mode === "debugger" ? text("cpu_approximate") : text("cpu");
  const waits = status.waiting > 2 && status.state !== "recording";
  say(status.trouble ?? (waits ? text("waiting", String(status.waiting)) : ""));
  const link = byId<HTMLAnchorElement>("report");
  link.hidden = !status.url || !/^https?:/.test(status.url);
  if (!link.hidden) link.href = status.url ?? "";
  showElapsed();
}

function showElapsed(): void {
  if (status === undefined) return;
  byId("elapsed").textContent = elapsed((status.endedAt ?? Date.now()) - status.startedAt);
}

void start();
