// What is said of the run, to be changed where it stands. The measurement itself is not among it.
import { useState, type FormEvent, type KeyboardEvent } from "react";

import { ApiError } from "../../../api/client";
import { addressOfProject } from "../../../api/project";
import type { RunDetail } from "../../../api/types";
import { mayAdminister } from "../../../api/rights";
import { useChangeRun, useReread } from "../../../api/run_changes";
import { useMe } from "../../../api/session";
import { useLocale } from "../../../i18n/locale";
import { Refused } from "../../../shell/refused";
import { DeleteRun } from "./delete_run";
import { changeOf, draftOf, isChanged, type Draft } from "./draft";
import { EditFields } from "./edit_fields";

interface Props {
  detail: RunDetail;
  onClose: () => void;
}

export function EditPanel({ detail, onClose }: Props) {
  const { t } = useLocale();
  const me = useMe().data;
  const saving = useChangeRun(detail.run.id);
  const reread = useReread(detail.run.id);
  // What others change in the meantime does not slip under what is being written.
  const [read, setRead] = useState(detail);
  const [draft, setDraft] = useState<Draft>(() => draftOf(detail, me?.project));
  const change = changeOf(draft, draftOf(read, me?.project));
  const overtaken = saving.error instanceof ApiError && saving.error.status === 412;

  function save(event: FormEvent) {
    event.preventDefault();
    if (!isChanged(change)) return onClose();
    saving.mutate(
      { change, seen: read.run.version },
      {
        onSuccess: ({ id }) => {
          if (!change.project) return onClose();
          location.assign(`${addressOfProject(change.project)}runs/${encodeURIComponent(id)}`);
        },
      },
    );
  }

  function onKey(event: KeyboardEvent) {
    if (event.key === "Escape") onClose();
  }

  async function startOver() {
    const now = (await reread()) ?? detail;
    setRead(now);
    setDraft(draftOf(now, me?.project));
    saving.reset();
  }

  return (
    <form className="sheet" aria-label={t("run.edit.title")} onSubmit={save} onKeyDown={onKey}>
      <EditFields key={read.run.version} draft={draft} projects={me?.projects ?? []} onChange={setDraft} />
      {overtaken ? (
        <p className="refused" role="alert">
          <span className="unsure">~ {t("run.edit.overtaken")}</span>{" "}
          <button type="button" className="plain" onClick={() => void startOver()}>
            {t("run.edit.startOver")}
          </button>
        </p>
      ) : (
        <Refused error={saving.error} />
      )}
      <div className="actions">
        <button type="submit" className="main" disabled={saving.isPending}>
          {t("form.save")}
        </button>
        <button type="button" onClick={onClose}>
          {t("form.cancel")}
        </button>
        <span className="muted small">{t("run.edit.explain")}</span>
        {mayAdminister(me) && <DeleteRun detail={detail} />}
      </div>
    </form>
  );
}
