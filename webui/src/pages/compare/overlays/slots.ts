// The stretches along the common axis: what they are called and which of them are shaded.
import type { Iteration } from "../../../api/types";
import type { Translate } from "../../../i18n/locale";
import type { Slot } from "../types";

/** `load`, `load 2`, `3` for an iteration, `warm-up 1`. */
export function slotName({ name, number }: Pick<Slot, "name" | "number">, t: Translate): string {
  if (name === "iteration") return String(number);
  if (name === "warm-up") return `${t("run.iterations.warmup")} ${number}`;
  return number > 1 ? `${name} ${number}` : name;
}

/** Every other stretch, so that each can be told from its neighbors; those that warm up are all marked. */
export function bandsOf(slots: readonly Slot[]): Iteration[] {
  return slots.flatMap(({ name, start_ms, end_ms }, index) => {
    const warmup = name === "warm-up";
    if (!warmup && index % 2 === 1) return [];
    return [{ index, warmup, start_ms, end_ms, started_at: "", ended_at: "", results: {} }];
  });
}
