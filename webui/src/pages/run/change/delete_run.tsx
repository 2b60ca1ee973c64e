// Deletes the run, once its reader has seen what is lost with it.
import { useState } from "react";
import { useLocation } from "wouter";

import type { RunDetail } from "../../../api/types";
import { useDeleteRun, useShares } from "../../../api/run_changes";
import { quantity } from "../../../format/quantity";
import { useLocale } from "../../../i18n/locale";
import { Confirm } from "../../../shell/confirm";
import { isOpen } from "./shares";

export function DeleteRun({ detail }: { detail: RunDetail }) {
  const { t } = useLocale();
  const [asked, setAsked] = useState(false);
  return (
    <>
      <button type="button" className="plain danger last" onClick={() => setAsked(true)}>
        {t("run.delete")}
      </button>
      {asked && <Question detail={detail} onClose={() => setAsked(false)} />}
    </>
  );
}

function Question({ detail, onClose }: { detail: RunDetail; onClose: () => void }) {
  const { t } = useLocale();
  const [, navigate] = useLocation();
  const { run, attachments, verdict } = detail;
  const deleting = useDeleteRun(run.id);
  const now = new Date().toISOString();
  const shares = useShares(run.id).data?.filter((share) => isOpen(share, now)).length ?? 0;
  const lost = [
    t("run.delete.dataset", { size: quantity(run.dataset_bytes, "bytes") }),
    attachments.length > 0 && t("run.delete.files", { count: attachments.length }),
    verdict && t("run.delete.verdict"),
    shares > 0 && t("run.delete.shares", { count: shares }),
  ].filter((line) => typeof line === "string");
  return (
    <Confirm
      title={t("run.delete.title", { title: run.title })}
      verb={t("run.delete.verb")}
      busy={deleting.isPending}
      error={deleting.error}
      onClose={onClose}
      onConfirm={() =>
        deleting.mutate(run.version, {
          onSuccess: () => navigate("/runs", { replace: true, state: { deleted: run.title } }),
        })
      }
    >
      <p>{t("run.delete.lost")}</p>
      <ul className="lost">
        {lost.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <p className="muted">{t("run.delete.kept")}</p>
    </Confirm>
  );
}
