// One thing that is done to an alert: a small form with a note. Escape leaves everything as it is.
import { useEffect, useId, useRef, useState, type FormEvent, type KeyboardEvent } from "react";

import { ApiError } from "../../api/client";
import { useMe } from "../../api/session";
import type { Key } from "../../i18n/catalog";
import { useLocale } from "../../i18n/locale";
import { Refused } from "../../shell/refused";
import { useAct, useRefresh, type Alert, type Deed } from "./queries";

const REASONS = ["fixed", "accepted", "noise", "infrastructure", "will_not_fix"] as const;

export type DeedKind = Deed["kind"];

interface Props {
  alert: Alert;
  kind: DeedKind;
  onClose: () => void;
}

export function ActForm({ alert, kind, onClose }: Props) {
  const { t } = useLocale();
  // What others change in the meantime does not slip under what is being written.
  const [seen] = useState(alert);
  const acting = useAct(seen);
  const refresh = useRefresh(alert.id);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector<HTMLElement>("select, input, textarea")?.focus(), []);
  const overtaken = acting.error instanceof ApiError && acting.error.status === 412;

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const text = (name: string) => String(fields.get(name) ?? "");
    acting.mutate(deedOf(kind, text), { onSuccess: onClose });
  }

  function onKey(event: KeyboardEvent) {
    // The list does not hear what is typed.
    event.stopPropagation();
    if (event.key === "Escape") onClose();
  }

  const title = t(`alerts.do.${kind}`, { metric: alert.metric });
  return (
    <form ref={form} className="sheet act" aria-label={title} onSubmit={submit} onKeyDown={onKey}>
      <h3>{title}</h3>
      <div className="fields">
        {kind === "resolve" && <ReasonField />}
        {kind === "assign" && <OwnerField owner={alert.owner ?? ""} />}
        <NoteField />
      </div>
      {overtaken ? (
        <p className="refused" role="alert">
          <span className="unsure">~ {t("alerts.overtaken")}</span>{" "}
          <button type="button" className="plain" onClick={() => void refresh().then(onClose)}>
            {t("alerts.reload")}
          </button>
        </p>
      ) : (
        <Refused error={acting.error} />
      )}
      <div className="actions">
        <button type="submit" className="main" disabled={acting.isPending}>
          {t(VERBS[kind])}
        </button>
        <button type="button" onClick={onClose}>
          {t("form.cancel")}
        </button>
      </div>
    </form>
  );
}

const VERBS: Readonly<Record<DeedKind, Key>> = {
  acknowledge: "alerts.acknowledge",
  resolve: "alerts.resolve",
  reopen: "alerts.reopen",
  assign: "form.save",
};

function deedOf(kind: DeedKind, text: (name: string) => string): Deed {
  const note = text("note");
  switch (kind) {
    case "resolve":
      return { kind, reason: text("reason"), note };
    case "assign":
      return { kind, owner: text("owner"), note };
    case "acknowledge":
    case "reopen":
      return { kind, note };
  }
}

function ReasonField() {
  const { t } = useLocale();
  const id = useId();
  return (
    <div className="entry">
      <label htmlFor={id}>{t("alerts.reason")}</label>
      <select id={id} name="reason" required defaultValue="">
        <option value="" disabled>
          {t("alerts.reason.choose")}
        </option>
        {REASONS.map((reason) => (
          <option key={reason} value={reason}>
            {t(`alerts.reason.${reason}`)}
          </option>
        ))}
      </select>
    </div>
  );
}

function OwnerField({ owner }: { owner: string }) {
  const { t } = useLocale();
  const id = useId();
  const me = useMe().data?.name;
  return (
    <div className="entry">
      <label htmlFor={id}>{t("alerts.owner")}</label>
      <input
        id={id}
        name="owner"
        defaultValue={owner}
        maxLength={100}
        list={`${id}me`}
        autoComplete="off"
        spellCheck={false}
      />
      <datalist id={`${id}me`}>{me && <option value={me} />}</datalist>
    </div>
  );
}

function NoteField() {
  const { t } = useLocale();
  const id = useId();
  return (
    <div className="entry wide">
      <label htmlFor={id}>{t("alerts.note")}</label>
      <textarea id={id} name="note" rows={2} maxLength={2000} />
    </div>
  );
}
