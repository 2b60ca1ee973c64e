// Moves a waiting job in the queue.
import { useState, type FormEvent } from "react";

import { useMoveJob, type Job } from "../../api/jobs";
import { useLocale } from "../../i18n/locale";
import { Refused } from "../../shell/refused";

const LARGEST = 2_147_483_647;

export function MoveJob({ job }: { job: Job }) {
  const { t } = useLocale();
  const [draft, setDraft] = useState(String(job.priority));
  const moving = useMoveJob();
  const priority = Number(draft);
  const isPlace = draft.trim() !== "" && Number.isInteger(priority) && Math.abs(priority) <= LARGEST;
  const move = (event: FormEvent) => {
    event.preventDefault();
    if (isPlace) moving.mutate({ id: job.id, priority });
  };
  return (
    <>
      <form className="actions" onSubmit={move}>
        <label className="actions">
          <span className="muted">{t("queue.priority")}</span>
          <input
            type="number"
            className="number"
            value={draft}
            onChange={(event) => setDraft(event.target.value)}
          />
        </label>
        <button type="submit" disabled={moving.isPending || !isPlace || priority === job.priority}>
          {t("job.move")}
        </button>
      </form>
      <Refused error={moving.error} />
    </>
  );
}
