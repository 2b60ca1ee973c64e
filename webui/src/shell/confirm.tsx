// Asks before something that cannot be undone. Escape and the first button keep everything as it is.
import { useEffect, useId, useRef, type ReactNode } from "react";

import { useLocale } from "../i18n/locale";
import { Refused } from "./refused";

interface Props {
  title: string;
  /** The word on the button that does it. */
  verb: string;
  busy: boolean;
  error: Error | null;
  onConfirm: () => void;
  onClose: () => void;
  children: ReactNode;
}

export function Confirm({ title, verb, busy, error, onConfirm, onClose, children }: Props) {
  const { t } = useLocale();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="confirm"
      aria-labelledby={id}
      onCancel={onClose}
      // What is behind does not hear the keys.
      onKeyDown={(event) => event.stopPropagation()}
    >
      <h2 id={id}>{title}</h2>
      {children}
      <Refused error={error} />
      <div className="actions">
        <button type="button" autoFocus onClick={onClose}>
          {t("confirm.keep")}
        </button>
        <button type="button" className="danger main" disabled={busy} onClick={onConfirm}>
          {verb}
        </button>
      </div>
    </dialog>
  );
}
