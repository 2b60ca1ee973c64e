// `?` shows what the keyboard does on the page that is shown. Escape and the button close it.
import { useEffect, useId, useRef, useState } from "react";

import { useLocale } from "../i18n/locale";
import { useToldKeys, type KeyLine } from "./keys";
import { isTyping } from "./list_keys";

const EVERYWHERE: readonly KeyLine[] = [
  { keys: ["?"], does: "keys.help" },
  { keys: ["Tab"], does: "keys.next" },
];
/** Opens the help from wherever a page offers it. */
const OPEN = "perfsight:keys";

export function KeysHelp() {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const show = () => setOpen(true);
    const onKey = (event: KeyboardEvent) => {
      const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
      if (event.key !== "?" || !plain || isTyping(event.target)) return;
      event.preventDefault();
      show();
    };
    document.addEventListener("keydown", onKey);
    document.addEventListener(OPEN, show);
    return () => {
      document.removeEventListener("keydown", onKey);
      document.removeEventListener(OPEN, show);
    };
  }, []);
  return open && <Help onClose={() => setOpen(false)} />;
}

/** For who has no keyboard at hand, or does not know the key yet. */
export function KeysButton() {
  const { t } = useLocale();
  return (
    <button type="button" className="plain" onClick={() => document.dispatchEvent(new Event(OPEN))}>
      {t("keys.show")}
    </button>
  );
}

function Help({ onClose }: { onClose: () => void }) {
  const { t } = useLocale();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const lines = [...useToldKeys(), ...EVERYWHERE];
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
      <h2 id={id}>{t("keys.title")}</h2>
      <dl className="key-lines">
        {lines.map(({ keys, does }) => (
          <div key={does}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{t(does)}</dd>
          </div>
        ))}
      </dl>
      <div className="actions">
        <button type="button" autoFocus onClick={onClose}>
          {t("keys.close")}
        </button>
      </div>
    </dialog>
  );
}
