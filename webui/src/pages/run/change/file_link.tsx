// A link by which another program fetches the Dataset without a token, for ten minutes.
import { useMutation } from "@tanstack/react-query";

import type { RunDetail } from "../../../api/types";
import { openLink } from "../../../api/run_changes";
import { useLocale } from "../../../i18n/locale";
import { CopyField } from "../../../shell/copy_field";
import { Refused } from "../../../shell/refused";

export function FileLink({ detail: { run, download_url: path } }: { detail: RunDetail }) {
  const { t } = useLocale();
  const signing = useMutation({ mutationFn: () => openLink(run.id, path) });
  return (
    <>
      <h2>{t("run.link.title")}</h2>
      <p className="muted">{t("run.link.explain")}</p>
      <div className="actions">
        <button type="button" disabled={signing.isPending} onClick={() => signing.mutate()}>
          {t("run.link.create")}
        </button>
      </div>
      <Refused error={signing.error} />
      {signing.data && (
        <div className="secret">
          <CopyField label={t("run.link.once")} text={new URL(signing.data, location.origin).href} />
        </div>
      )}
    </>
  );
}
