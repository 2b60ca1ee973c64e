// Saves a file of the API and says so when it could not.
import { useState, type ReactNode } from "react";

import { download } from "../../api/client";
import type { RunDetail } from "../../api/queries";
import { quantity } from "../../format/quantity";
import { useLocale } from "../../i18n/locale";

export function DownloadButton({ detail }: { detail: RunDetail }) {
  const { t } = useLocale();
  return (
    <Download path={detail.download_url} name={`${detail.run.scenario || "run"}-${detail.run.id}.json`}>
      {t("run.download")} <span className="muted">{quantity(detail.run.dataset_bytes, "bytes")}</span>
    </Download>
  );
}

export function Download({ path, name, children }: { path: string; name: string; children: ReactNode }) {
  const { t } = useLocale();
  const [failure, setFailure] = useState<string>();
  const save = () => {
    setFailure(undefined);
    download(path, name).catch((error: Error) => setFailure(error.message));
  };
  return (
    <span className="download">
      <button type="button" onClick={save}>
        {children}
      </button>
      {failure && <span role="alert">{t("state.error", { reason: failure })}</span>}
    </span>
  );
}
