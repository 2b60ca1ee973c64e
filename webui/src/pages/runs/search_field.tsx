// Finds runs by words of their title, scenario, build and tags, while they are typed.
import { useEffect, useId, useRef, useState, type KeyboardEvent } from "react";

import { useLocale } from "../../i18n/locale";
import { SEARCH_FIELD } from "../../shell/list_keys";

/** Whoever types faster asks once. */
const PAUSE_MS = 150;
const LONGEST = 600;

interface Props {
  value: string;
  /** `typing` while the reader is in the middle of it: the address is then replaced, not added to. */
  onSearch: (text: string, typing: boolean) => void;
}

export function SearchField({ value, onSearch }: Props) {
  const { t } = useLocale();
  const id = useId();
  const [draft, setDraft] = useState(value);
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined);
  const asked = useRef(value);
  useEffect(() => {
    // What the address says counts, unless it is the echo of what is being typed.
    if (value !== asked.current) setDraft(value);
    asked.current = value;
  }, [value]);
  useEffect(() => () => clearTimeout(pause.current), []);

  function ask(text: string) {
    clearTimeout(pause.current);
    const words = text.trim();
    if (words === asked.current) return;
    const typing = asked.current !== "";
    asked.current = words;
    onSearch(words, typing);
  }
  function onType(text: string) {
    setDraft(text);
    clearTimeout(pause.current);
    pause.current = setTimeout(() => ask(text), PAUSE_MS);
  }
  function onKey(event: KeyboardEvent<HTMLInputElement>) {
    if (event.key === "Enter") ask(draft);
    if (event.key !== "Escape") return;
    event.preventDefault();
    if (draft === "") event.currentTarget.blur();
    setDraft("");
    ask("");
  }
  return (
    <div className="search">
      <label htmlFor={id} className="hidden">
        {t("runs.search")}
      </label>
      <input
        id={id}
        type="search"
        value={draft}
        maxLength={LONGEST}
        placeholder={t("runs.search.hint")}
        autoComplete="off"
        spellCheck={false}
        dir="auto"
        {...{ [SEARCH_FIELD]: "" }}
        onChange={(event) => onType(event.target.value)}
        onKeyDown={onKey}
      />
      <kbd aria-hidden="true">/</kbd>
    </div>
  );
}
