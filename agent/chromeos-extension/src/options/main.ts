// The options page: what a person chooses, and what a policy has chosen already. Decides nothing by itself.
import { byId, text, textOf, translate } from "../shell/text";
import { readAddress } from "../settings/address";
import { INTERVAL_SECONDS, readTags, type SettingName, type Settings } from "../settings/settings";
import { loadSettings, storeSettings } from "../settings/store";
import { diagnose, type Finding } from "./diagnosis";
import { DEVICE, type DeviceStatus } from "../wire/messages";
import { showPermissions } from "./permissions";
import { details, knock, reach } from "./reach";

const TEXTS = ["server", "token", "scenario", "release", "build", "device_name", "environment"] as const;
const GLYPHS = { better: "●", unsure: "~", worse: "▲" };

async function start(): Promise<void> {
  translate(document);
  const { settings, locked } = await loadSettings();
  fill(settings);
  locked.forEach(lock);
  byId("policy").hidden = locked.length === 0;
  const form = byId<HTMLFormElement>("settings");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void save();
  });
  form.addEventListener("input", () => (byId("saved").textContent = ""));
  byId("check").addEventListener("click", () => void check());
  byId("version").textContent = chrome.runtime.getManifest().version;
  await showDevice();
  chrome.storage.session.onChanged.addListener(() => void showDevice());
  await showPermissions();
}

/** Whether the controller has this browser as a device; nothing where nobody asked for that. */
async function showDevice(): Promise<void> {
  const stored = await chrome.storage.session.get(DEVICE);
  const status = stored[DEVICE] as DeviceStatus | undefined;
  const element = byId("device");
  element.hidden = status === undefined || status.state === "off";
  if (status === undefined || status.state === "off") return;
  const isConnected = status.state === "connected";
  element.className = isConnected ? "small better" : "small unsure";
  element.textContent = isConnected ? text("device_connected") : (status.trouble ?? text("device_trying"));
}

function field<T extends HTMLElement = HTMLInputElement>(name: SettingName): T {
  return byId<T>(name);
}

function fill(settings: Settings): void {
  for (const name of TEXTS) field(name).value = settings[name];
  field("tags").value = settings.tags.join(", ");
  field("interval_seconds").value = String(settings.interval_seconds);
  field<HTMLSelectElement>("fallback").value = settings.fallback;
  field("schedule").checked = settings.schedule;
}

/** A value of the policy is shown and cannot be changed. */
function lock(name: SettingName): void {
  const input = field<HTMLInputElement | HTMLSelectElement>(name);
  input.disabled = true;
  input.title = text("locked");
  input.closest(".field")?.classList.add("locked");
}

function written(): Settings {
  const texts = Object.fromEntries(TEXTS.map((name) => [name, field(name).value.trim()]));
  const { least, most } = INTERVAL_SECONDS;
  const seconds = Number(field("interval_seconds").value);
  return {
    ...(texts as Pick<Settings, (typeof TEXTS)[number]>),
    tags: readTags(field("tags").value),
    interval_seconds: Math.min(Math.max(Number.isFinite(seconds) ? seconds : least, least), most),
    fallback: field<HTMLSelectElement>("fallback").value === "debugger" ? "debugger" : "performance",
    schedule: field("schedule").checked,
  };
}

async function save(): Promise<boolean> {
  const settings = written();
  const address = settings.server === "" ? undefined : readAddress(settings.server);
  if (typeof address === "string") {
    byId("saved").textContent = textOf(address);
    byId("saved").className = "worse";
    return false;
  }
  await storeSettings(settings);
  byId("saved").textContent = text("saved");
  byId("saved").className = "better";
  return true;
}

async function check(): Promise<void> {
  const address = readAddress(field("server").value);
  if (typeof address === "string") return showFindings([{ tone: "worse", key: address, values: [] }]);
  // Must be the first thing that waits: Chrome asks people only straight after a click.
  const detailed = await chrome.permissions.request(details(address)).catch(() => false);
  byId<HTMLButtonElement>("check").disabled = true;
  showFindings([{ tone: "unsure", key: "check_running", values: [address.host] }]);
  const reached = await reach(address, detailed);
  const door = reached.kind === "answered" ? await knock(address, field("token").value.trim()) : undefined;
  showFindings(diagnose(reached, door, address.host));
  byId<HTMLButtonElement>("check").disabled = false;
}

function showFindings(findings: Finding[]): void {
  const list = byId("findings");
  list.replaceChildren(
    ...findings.map(({ tone, key, values }) => {
      const item = document.createElement("li");
      const glyph = document.createElement("span");
      glyph.className = `glyph ${tone}`;
      glyph.textContent = GLYPHS[tone];
      const words = document.createElement("span");
      words.textContent = textOf(key, ...values);
      item.append(glyph, words);
      item.dataset.finding = key;
      return item;
    }),
  );
}

void start();
