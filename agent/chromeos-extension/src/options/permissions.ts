// The permissions that a person may give or take back, each beside what it is for. Asks for none by itself.
import { byId, text, type TextKey } from "../shell/text";

interface Row {
  id: string;
  title: TextKey;
  reason: TextKey;
  wanted: chrome.permissions.Permissions;
}

const ROWS: Row[] = [
  {
    id: "processes",
    title: "permission_processes",
    reason: "permission_processes_reason",
    wanted: { permissions: ["processes"] },
  },
  {
    id: "pages",
    title: "permission_pages",
    reason: "permission_pages_reason",
    wanted: { origins: ["<all_urls>"] },
  },
];

export async function showPermissions(): Promise<void> {
  const items = await Promise.all(ROWS.map(item));
  byId("permissions").replaceChildren(...items, debuggerItem());
}

async function item(row: Row): Promise<HTMLElement> {
  const isGiven = await chrome.permissions.contains(row.wanted).catch(() => false);
  const isFixed = isGiven && isRequired(row.wanted);
  const element = described(row.title, row.reason, isGiven);
  element.dataset.permission = row.id;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = text(isGiven ? "withdraw" : "allow");
  button.disabled = isFixed;
  if (isFixed) button.title = text("permission_fixed");
  button.addEventListener("click", () => {
    const asked = isGiven ? chrome.permissions.remove(row.wanted) : chrome.permissions.request(row.wanted);
    asked
      .then(() => showPermissions())
      .catch((error: unknown) => {
        const words = error instanceof Error ? error.message : String(error);
        // Chrome drops permissions that its channel does not have from the manifest.
        const isUnknown = words.includes("specified in the manifest");
        byId("permission-problem").textContent = isUnknown ? text("permission_absent") : words;
      });
  });
  element.append(button);
  return element;
}

/** Chrome gives this one at installation or not at all. */
function debuggerItem(): HTMLElement {
  const isHeld = chrome.runtime.getManifest().permissions?.includes("debugger") ?? false;
  const element = described("permission_debugger", "permission_debugger_reason", isHeld);
  element.dataset.permission = "debugger";
  return element;
}

function isRequired(wanted: chrome.permissions.Permissions): boolean {
  const { permissions = [], host_permissions: hosts = [] } = chrome.runtime.getManifest();
  const names: readonly string[] = [...permissions, ...hosts];
  return [...(wanted.permissions ?? []), ...(wanted.origins ?? [])].every((name) => names.includes(name));
}

function described(title: TextKey, reason: TextKey, isGiven: boolean): HTMLElement {
  const element = document.createElement("li");
  const glyph = document.createElement("span");
  glyph.className = `glyph ${isGiven ? "better" : "faint"}`;
  glyph.textContent = isGiven ? "●" : "·";
  const words = document.createElement("p");
  const name = document.createElement("b");
  name.textContent = text(title);
  const why = document.createElement("span");
  why.className = "muted";
  why.textContent = text(reason);
  words.append(name, document.createElement("br"), why);
  element.append(glyph, words);
  return element;
}
