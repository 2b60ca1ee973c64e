// Ends what is being measured: a session in the ordinary way, so that it becomes a run; a job by canceling it.
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { get, post, type Schemas } from "../../api/client";
import { mayEdit } from "../../api/rights";
import { useMe } from "../../api/session";
import { useLocale } from "../../i18n/locale";
import { Confirm } from "../../shell/confirm";
import { Refused } from "../../shell/refused";

type Job = Schemas["JobDetailView"];

const UNDER_WAY = ["queued", "assigned", "running"];

export function LiveActions({ job, state }: { job: string; state: string }) {
  const { t } = useLocale();
  const me = useMe().data;
  const [asked, setAsked] = useState(false);
  const path = encodeURIComponent(job);
  const told = useQuery({
    queryKey: ["job", job, state],
    queryFn: ({ signal }) => get<Job>(`/api/v1/jobs/${path}`, signal),
  });
  const stopping = useMutation({ mutationFn: () => post(`/api/v1/sessions/${path}/stop`, {}) });
  const canceling = useMutation({ mutationFn: () => post(`/api/v1/jobs/${path}/cancel`, {}) });
  if (!mayEdit(me) || !UNDER_WAY.includes(state) || !told.data) return null;
  const isSession = told.data.kind === "session";
  return (
    <div className="actions">
      {isSession && (
        <button
          type="button"
          className="main"
          disabled={stopping.isPending || stopping.isSuccess}
          onClick={() => stopping.mutate()}
        >
          {t(stopping.isSuccess ? "live.stopping" : "live.stop")}
        </button>
      )}
      <button type="button" className="danger" disabled={canceling.isSuccess} onClick={() => setAsked(true)}>
        {t(canceling.isSuccess ? "live.canceling" : "live.cancel")}
      </button>
      <Refused error={stopping.error} />
      {asked && (
        <Confirm
          title={t("live.cancel.title", { title: told.data.title })}
          verb={t("live.cancel.verb")}
          busy={canceling.isPending}
          error={canceling.error}
          onClose={() => setAsked(false)}
          onConfirm={() => canceling.mutate(undefined, { onSuccess: () => setAsked(false) })}
        >
          <p>{t("live.cancel.lost")}</p>
        </Confirm>
      )}
    </div>
  );
}
