// Cancels a job, once more asked.
import { useId, useState } from "react";

import { useCancelJob, type Job } from "../api/jobs";
import { useLocale } from "../i18n/locale";
import { Confirm } from "../shell/confirm";

export function CancelJob({ job, plain }: { job: Job; plain?: boolean }) {
  const { t } = useLocale();
  const [asked, setAsked] = useState(false);
  return (
    <>
      <button
        type="button"
        className={plain ? "plain danger" : "danger"}
        aria-label={t("job.cancel.of", { title: job.title })}
        onClick={() => setAsked(true)}
      >
        {t("job.cancel")}
      </button>
      {asked && <Question job={job} onClose={() => setAsked(false)} />}
    </>
  );
}

function Question({ job, onClose }: { job: Job; onClose: () => void }) {
  const { t } = useLocale();
  const id = useId();
  const [reason, setReason] = useState("");
  const canceling = useCancelJob();
  return (
    <Confirm
      title={t("job.cancel.title", { title: job.title })}
      verb={t("job.cancel")}
      busy={canceling.isPending}
      error={canceling.error}
      onClose={onClose}
      onConfirm={() => canceling.mutate({ id: job.id, reason: reason.trim() }, { onSuccess: onClose })}
    >
      <p>{t(job.state === "queued" ? "job.cancel.waiting" : "job.cancel.running")}</p>
      <div className="entry">
        <label htmlFor={id}>{t("job.cancel.reason")}</label>
        <input id={id} value={reason} maxLength={300} onChange={(event) => setReason(event.target.value)} />
      </div>
    </Confirm>
  );
}
