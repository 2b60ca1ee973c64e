// For how long something shall hold.
import { useId } from "react";

import { useLocale } from "../i18n/locale";

const DAY_S = 24 * 3600;

interface Props {
  label: string;
  /** Days to choose among; 0 for no end. */
  choices: readonly number[];
  days: number;
  onChange: (days: number) => void;
}

/** Seconds of so many days, as the API counts; nothing for no end. */
export function secondsOf(days: number): number | undefined {
  return days > 0 ? days * DAY_S : undefined;
}

export function Life({ label, choices, days, onChange }: Props) {
  const { t } = useLocale();
  const id = useId();
  const words = (count: number) =>
    count === 0 ? t("life.never") : count === 1 ? t("life.day") : t("life.days", { count });
  return (
    <div className="entry">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={days} onChange={(event) => onChange(Number(event.target.value))}>
        {choices.map((count) => (
          <option key={count} value={count}>
            {words(count)}
          </option>
        ))}
      </select>
    </div>
  );
}
