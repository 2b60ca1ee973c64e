// Asks why, before something is done that others will ask about. The note may stay empty; Escape does nothing at all.
import { useEffect, useId, useRef, useState, type FormEvent, type ReactNode } from "react";

import { useLocale } from "../i18n/locale";
import { Refused } from "./refused";

const LONGEST = 1000;

interface Props {
  title: string;
  /** What is asked, e.g. why. */
  label: string;
  /** The word on the button that does it. */
  verb: string;
  busy: boolean;
  error: Error | null;
  onSave: (note: string) => void;
  onClose: () => void;
  children: ReactNode;
}

export function NoteDialog({ title, label, verb, busy, error, onSave, onClose, children }: Props) {
  const { t } = useLocale();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const [note, setNote] = useState("");
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  function save(event: FormEvent) {
    event.preventDefault();
    onSave(note.trim());
  }
  return (
    <dialog
      ref={dialog}
      className="confirm noted"
      aria-labelledby={id}
      onCancel={onClose}
      // What is behind does not hear the keys.
      onKeyDown={(event) => event.stopPropagation()}
    >
      <form onSubmit={save}>
        <h2 id={id}>{title}</h2>
        {children}
        <label>
          <span className="muted small">{label}</span>
          <textarea
            rows={2}
            value={note}
            maxLength={LONGEST}
            autoFocus
            onChange={(event) => setNote(event.target.value)}
          />
        </label>
        <Refused error={error} />
        <div className="actions">
          <button type="submit" className="main" disabled={busy}>
            {verb}
          </button>
          <button type="button" onClick={onClose}>
            {t("form.cancel")}
          </button>
        </div>
      </form>
    </dialog>
  );
}
