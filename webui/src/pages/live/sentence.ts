// What is happening now, in a sentence.
import type { Translate } from "../../i18n/locale";
import type { LiveData } from "./live_data";

type Told = Pick<LiveData, "state" | "step" | "marks" | "iterations" | "width">;

export function sentenceOf({ state, step, marks, iterations, width }: Told, t: Translate): string {
  const scenario = state?.scenario || state?.title || "";
  switch (state?.state) {
    case undefined:
      return t("state.loading");
    case "queued":
    case "assigned":
      return t("live.queued", { scenario });
    case "waiting":
      return t("live.waiting", { scenario });
    case "storing":
      return t("live.storing", { scenario });
    case "running":
    case "streaming":
      break;
    default:
      return t("live.ended", { scenario, state: state?.state ?? "", reason: state?.reason ?? "" }).trim();
  }
  const phase = marks.findLast(({ end_ms }) => end_ms === undefined || end_ms === null)?.name;
  const iteration = step?.iteration ?? iterations[iterations.length - 1]?.index;
  const now = [
    iteration !== undefined && t("live.iteration", { iteration }),
    step && t("live.step", { number: step.number, name: step.name }),
    !step && phase && t("live.phase", { phase }),
  ].filter(Boolean);
  if (now.length > 0) return t("live.now", { scenario, now: now.join(", ") });
  return t(width > 0 ? "live.running" : "live.starting", { scenario });
}
