// The service worker: listens from its first line on, so that Chrome can end and wake it at any moment of a run.
import { guardStorage, watchSettings } from "../settings/store";
import type { CommandAnswer, CommandMessage, PageMessage } from "../wire/messages";
import { AgentLink } from "./agent_link";
import { Desk } from "./desk";
import { processesApi } from "./processes_api";

const desk = new Desk();
const agent = new AgentLink(desk);

/** What the last life of this service worker left is taken up before anything is answered. */
const restored = (async () => {
  await guardStorage();
  await desk.takeUp();
  await agent.follow();
})();

chrome.runtime.onMessage.addListener((message: PageMessage | CommandMessage, sender, answer) => {
  if (sender.id !== chrome.runtime.id) return undefined;
  const isPage = sender.tab !== undefined && !sender.url?.startsWith(chrome.runtime.getURL(""));
  if (isPage) {
    if (message.type !== "page" || !Array.isArray(message.reports)) return undefined;
    void restored.then(() => desk.hear(message, sender.tab?.id)).then(answer);
  } else if (message.type !== "page") {
    void obey(message).then(answer);
  }
  return true;
});

chrome.alarms.onAlarm.addListener(() => void restored.then(wake));
watchSettings(() => void restored.then(() => agent.follow()));
chrome.permissions.onAdded.addListener(({ permissions = [] }) => {
  // A service worker that is up may not see an interface that came with a new permission; its next life does.
  const isBlind = permissions.includes("processes") && processesApi() === undefined;
  if (isBlind) void restored.then(() => desk.isTaken || chrome.runtime.reload());
});
// Both events wake the service worker after a restart of the browser or an update; `restored` does the rest.
chrome.runtime.onStartup.addListener(() => undefined);
chrome.runtime.onInstalled.addListener(() => undefined);

function wake(): void {
  desk.run?.recorder.wake();
  agent.wake();
}

async function obey(message: CommandMessage): Promise<CommandAnswer> {
  try {
    await restored;
    if (message.type === "start") {
      const begun = desk.isTaken ? undefined : await desk.begin();
      return typeof begun === "string" ? { problem: begun } : {};
    }
    const { run } = desk;
    if (run?.recorder.state === "stopping") await run.recorder.discard("given up before everything was sent");
    else if (!agent.cancel()) await run?.stop({ status: "completed" });
    return {};
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
