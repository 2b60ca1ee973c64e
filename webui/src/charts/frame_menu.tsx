// What can be done with a chart: three files and a table, behind one small button.
import { useEffect, useRef, useState, type KeyboardEvent } from "react";

import type { Key } from "../i18n/catalog";
import { useLocale } from "../i18n/locale";

const FILES: readonly (readonly ["png" | "svg" | "csv", Key])[] = [
  ["png", "frame.png"],
  ["svg", "frame.svg"],
  ["csv", "frame.csv"],
];

interface Props {
  title: string;
  asTable: boolean;
  onTable: () => void;
  onSave: (ending: "png" | "svg" | "csv") => void;
}

export function FrameMenu({ title, asTable, onTable, onSave }: Props) {
  const { t } = useLocale();
  const [open, setOpen] = useState(false);
  const whole = useRef<HTMLSpanElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!open) return;
    whole.current?.querySelector<HTMLElement>("[role=menuitem]")?.focus();
    const away = (event: Event) => {
      if (event.target instanceof Node && !whole.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener("pointerdown", away);
    document.addEventListener("focusin", away);
    return () => {
      document.removeEventListener("pointerdown", away);
      document.removeEventListener("focusin", away);
    };
  }, [open]);

  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const choose = (act: () => void) => () => {
    close();
    act();
  };
  const onKey = (event: KeyboardEvent) => {
    const items = [...(whole.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
    const at = items.indexOf(document.activeElement as HTMLElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (next !== undefined && items.length > 0) items.at(next % items.length)?.focus();
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <span className="frame-menu" ref={whole}>
      <button
        ref={button}
        type="button"
        className="plain"
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={t("frame.menu", { title })}
        title={t("frame.menu", { title })}
        onClick={() => setOpen(!open)}
      >
        <span aria-hidden="true">⋯</span>
      </button>
      {open && (
        <span className="frame-choices" role="menu" aria-label={t("frame.menu", { title })} onKeyDown={onKey}>
          {FILES.map(([ending, label]) => (
            <button
              key={ending}
              type="button"
              role="menuitem"
              tabIndex={-1}
              className="plain"
              onClick={choose(() => onSave(ending))}
            >
              {t(label)}
            </button>
          ))}
          <button type="button" role="menuitem" tabIndex={-1} className="plain" onClick={choose(onTable)}>
            {t(asTable ? "frame.table.hide" : "frame.table")}
          </button>
        </span>
      )}
    </span>
  );
}
