// The keyboard of triage: `a`, `r` and `o` open the form of the row that has the focus; `j` and `k` go along the rows.
import { useEffect } from "react";

import { deedsFor } from "./act_buttons";
import type { DeedKind } from "./act_form";
import type { Alert } from "./queries";

const KEYS: Readonly<Record<string, DeedKind>> = { a: "acknowledge", r: "resolve", o: "assign" };

/** What a key means for the alert that has the focus; `r` reopens what is resolved. */
export function deedOfKey(key: string, state: string): DeedKind | undefined {
  const wanted = key === "r" && state === "resolved" ? "reopen" : KEYS[key];
  return wanted && deedsFor(state).includes(wanted) ? wanted : undefined;
}

/** Marks the row of an alert with its id. */
export const ALERT_ROW = "data-alert";

export function useTriageKeys(alerts: readonly Alert[], onDeed: (id: string, kind: DeedKind) => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const row = document.activeElement?.closest<HTMLElement>(`[${ALERT_ROW}]`);
      const alert = row && alerts.find(({ id }) => id === row.getAttribute(ALERT_ROW));
      const kind = alert && deedOfKey(event.key, alert.state);
      if (!alert || !kind) return;
      event.preventDefault();
      onDeed(alert.id, kind);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [alerts, onDeed]);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName);
}
