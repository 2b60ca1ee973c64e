// What measuring cost: collecting apart from the whole agent, where the run tells it apart.
import type { Overhead } from "../../../api/types";
import { quantity } from "../../../format/quantity";
import type { Translate } from "../../../i18n/locale";

/** The CPU part in words, percent of one core. */
export function overheadCpu(
  {
    cpu_percent: whole,
    collecting_cpu_percent: part,
  }: Pick<Overhead, "cpu_percent" | "collecting_cpu_percent">,
  t: Translate,
): string {
  const agent = quantity(whole, "percent");
  return part == null
    ? t("overhead.cpu.agent", { agent })
    : t("overhead.cpu", { collecting: quantity(part, "percent"), agent });
}
