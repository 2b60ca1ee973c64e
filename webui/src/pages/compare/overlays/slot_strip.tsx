// The strip above the charts on the same axis: the iterations or phases that begin together, each a button that zooms to it.
import { AXIS_PX } from "../../../charts/plot";
import { useRange, type TimeWindow } from "../../../charts/time_window";
import { span } from "../../../format/time";
import { useLocale } from "../../../i18n/locale";
import type { Column } from "../columns";
import type { Slot } from "../types";
import { slotName } from "./slots";

const CHARACTER_PX = 6.2;
const LEAST_PX = 3;

interface Props {
  slots: readonly Slot[];
  columns: readonly Column[];
  shown: TimeWindow;
  width: number;
  room: number;
}

export function SlotStrip({ slots, columns, shown, width, room }: Props) {
  const { t } = useLocale();
  const [from, to] = useRange(shown);
  const inner = Math.max(1, width - AXIS_PX - room);
  const pixels = (at: number) => ((Math.min(to, Math.max(from, at)) - from) / (to - from)) * inner;
  const seen = slots.filter((slot) => slot.end_ms > from && slot.start_ms < to);
  if (seen.length === 0) return null;
  return (
    <div className="slots" style={{ width }}>
      {seen.map((slot) => {
        const left = pixels(slot.start_ms);
        const wide = Math.max(LEAST_PX, pixels(slot.end_ms) - left);
        const name = slotName(slot, t);
        const lengths = columns
          .map(({ place, name: run }) => {
            const length = slot.lengths_ms[place];
            return `${run} ${length == null ? t("compare.slot.none") : span(length)}`;
          })
          .join(" · ");
        return (
          <button
            key={`${slot.name} ${slot.number}`}
            type="button"
            className={slot.name === "warm-up" ? "slot warmup" : "slot"}
            style={{ left: AXIS_PX + left, width: wide }}
            title={`${name} · ${lengths}`}
            aria-label={t("compare.slot.zoom", { name, lengths })}
            onClick={() => shown.show([slot.start_ms, slot.end_ms])}
          >
            {wide >= name.length * CHARACTER_PX ? name : ""}
          </button>
        );
      })}
    </div>
  );
}
