// A form that is out of the way until it is wanted.
import { useEffect, useRef, useState, type ReactNode } from "react";

export function Fold({ label, children }: { label: string; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  const inside = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (open) inside.current?.querySelector<HTMLElement>("input, select")?.focus();
  }, [open]);
  return (
    <div className="fold">
      <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
        {label}
      </button>
      {open && <div ref={inside}>{children}</div>}
    </div>
  );
}
