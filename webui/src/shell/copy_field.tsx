// A line to take along: shown whole, copied by one button.
import { useId, useRef, useState } from "react";

import { useLocale } from "../i18n/locale";

interface Props {
  label: string;
  text: string;
}

export function CopyField({ label, text }: Props) {
  const { t } = useLocale();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [said, setSaid] = useState("");

  async function copy() {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(text);
      setSaid(t("copy.done"));
    } catch {
      // Without TLS, or where it is forbidden, there is no clipboard; the text stands selected.
      setSaid(t("copy.byHand"));
    }
  }

  return (
    <div className="copy">
      <label htmlFor={id}>{label}</label>
      <div className="actions">
        <input
          id={id}
          ref={field}
          readOnly
          value={text}
          spellCheck={false}
          onFocus={(event) => event.currentTarget.select()}
        />
        <button type="button" onClick={() => void copy()}>
          {t("copy.copy")}
        </button>
        <span role="status" className="muted">
          {said}
        </span>
      </div>
    </div>
  );
}
