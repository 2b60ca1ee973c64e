// One filter: chosen from a list, or typed.
import { useEffect, useId, useState, type KeyboardEvent } from "react";

import { useLocale } from "../../i18n/locale";

interface Field {
  label: string;
  value: string;
  onChange: (value: string) => void;
}

export interface Option {
  value: string;
  text: string;
}

export function ChoiceFilter({ label, value, options, onChange }: Field & { options: readonly Option[] }) {
  const { t } = useLocale();
  const id = useId();
  const known = options.some((option) => option.value === value);
  return (
    <div className={value ? "field set" : "field"}>
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">{t("filter.any")}</option>
        {value && !known && <option value={value}>{value}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
    </div>
  );
}

interface Typed extends Field {
  type: "search" | "date";
  /** Values that are there; others may be typed too. */
  options?: readonly Option[];
}

/** Takes effect on Enter or when the field is left; a day, or a value that is there, as soon as it is whole. */
export function TypedFilter({ label, value, type, options = [], onChange }: Typed) {
  const id = useId();
  const [draft, setDraft] = useState(value);
  useEffect(() => setDraft(value), [value]);
  const commit = (text: string) => {
    if (text.trim() !== value) onChange(text.trim());
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Enter") commit(draft);
    if (event.key === "Escape") setDraft(value);
  };
  const onType = (text: string) => {
    setDraft(text);
    if (options.some((option) => option.value === text)) commit(text);
  };
  return (
    <div className={value ? "field set" : "field"}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type={type}
        value={draft}
        list={options.length > 0 ? `${id}-list` : undefined}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onType(event.target.value)}
        onBlur={() => commit(draft)}
        onKeyDown={onKey}
      />
      {options.length > 0 && (
        <datalist id={`${id}-list`}>
          {options.map((option) => (
            <option key={option.value} value={option.value} label={option.text} />
          ))}
        </datalist>
      )}
    </div>
  );
}
