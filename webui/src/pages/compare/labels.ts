// Short names of the compared runs: by what tells them apart.
import type { Run } from "../../api/types";
import { moment } from "../../format/time";
import type { Translate } from "../../i18n/locale";

const LONGEST = 28;
const TELLING: readonly ((run: Run) => string | null | undefined)[] = [
  (run) => run.release,
  (run) => run.build_id,
  (run) => run.device,
  (run) => run.scenario,
  (run) => run.title,
  (run) => moment(run.created_at),
];

/** One name a run, all different: release, else build, device and so on, whichever each run has and no two share. */
export function labelsOf(runs: readonly Run[], t: Translate): string[] {
  for (const tell of TELLING) {
    const names = runs.map((run) => tell(run)?.trim() ?? "");
    const told = names.every((name) => name !== "" && [...name].length <= LONGEST);
    if (told && new Set(names).size === names.length) return names;
  }
  return runs.map((_, place) => t("compare.run", { number: place + 1 }));
}
