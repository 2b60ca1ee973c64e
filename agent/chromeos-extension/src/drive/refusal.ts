// What an extension cannot do, so that a scenario is refused before it starts. Never tries.
import { wordOf, type Assignment, type StepKind } from "./scenario";

/** Words of the steps that an extension can do in tabs of its own. */
export const STEPS = [
  "open",
  "click",
  "type",
  "press",
  "hover",
  "select",
  "scroll",
  "wait_for",
  "script",
  "metric",
  "mark",
  "sleep",
  "screenshot",
];

export const CONDITIONS = ["visible", "gone", "text", "script"];

const REASONS: Record<string, string> = {
  drag: "an extension cannot drag: pages see no pointer of its own",
  upload_file: "an extension cannot put files into a page",
  exec: "an extension cannot start programs",
  restart_browser: "an extension ends with the browser that it would restart",
};

/** Why the scenario cannot run here; absent if it can. */
export function refusalOf({ scenario, pages_url }: Assignment): string | undefined {
  for (const [place, step] of scenario.steps.entries()) {
    const reason = whyNot(step.kind);
    if (reason !== undefined) return `step ${place + 1} (${wordOf(step.kind)}): ${reason}`;
  }
  if (scenario.secrets.length > 0) return "an extension has no environment to read secrets from";
  const { site } = scenario;
  const hasPages = typeof site === "object" && "pages" in site;
  if (hasPages && pages_url === undefined)
    return "an extension cannot serve the scenario's pages; give a `base_url`";
  return undefined;
}

function whyNot(kind: StepKind): string | undefined {
  const word = wordOf(kind);
  if (!STEPS.includes(word)) return REASONS[word] ?? "this version of the extension does not know the step";
  if (typeof kind === "string" || !("wait_for" in kind)) return undefined;
  const condition = Object.keys(kind.wait_for)[0] ?? "";
  if (CONDITIONS.includes(condition)) return undefined;
  return "an extension does not see the network of a page, so it cannot wait for it to be idle";
}
