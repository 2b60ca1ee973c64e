// Pins the run as the baseline of its scenario, platform and device class, or clears it; with a note why.
import { useState } from "react";

import { useBaselineHistory, usePin } from "../../api/baselines";
import type { Run } from "../../api/types";
import { useLocale } from "../../i18n/locale";
import { NoteDialog } from "../../shell/note_dialog";
import { ClearAction } from "../baselines/scope_row";

/** Nothing for a run that did not come to its end: it cannot be a baseline. */
export function PinAction({ run }: { run: Run }) {
  const completed = run.outcome === "completed" || run.outcome === "unknown";
  return completed ? <Pin run={run} /> : null;
}

function Pin({ run }: { run: Run }) {
  const { t } = useLocale();
  const [asking, setAsking] = useState(false);
  const pin = usePin();
  const scope = {
    scenario: run.scenario,
    platform: run.platform ?? "",
    device_class: run.device_class ?? "",
  };
  const name = [scope.scenario, scope.platform, scope.device_class].filter(Boolean).join(" · ");
  const history = useBaselineHistory(scope);
  const pinned = history.data?.find(({ run_id, cleared_at }) => run_id === run.id && !cleared_at);
  if (!history.data) return null;
  if (pinned) {
    return (
      <span className="pinned">
        <span aria-hidden="true">◆ </span>
        {t("baselines.pinned")} <ClearAction pinned={pinned} name={name} />
      </span>
    );
  }
  return (
    <>
      <button type="button" onClick={() => setAsking(true)}>
        {t("baselines.pin")}
      </button>
      {asking && (
        <NoteDialog
          title={t("baselines.pin.title")}
          label={t("baselines.note")}
          verb={t("baselines.pin")}
          busy={pin.isPending}
          error={pin.error}
          onSave={(reason) => pin.mutate({ run: run.id, reason }, { onSuccess: () => setAsking(false) })}
          onClose={() => setAsking(false)}
        >
          <p>{t("baselines.pin.explain", { scope: name })}</p>
        </NoteDialog>
      )}
    </>
  );
}
