// Saves a file of the API through a link that opens it for a short time, so that the browser writes it to disk as it comes.
import { useState, type ReactNode } from "react";

import type { RunDetail } from "../../api/types";
import { openLink } from "../../api/run_changes";
import { quantity } from "../../format/quantity";
import { useLocale } from "../../i18n/locale";

export function DownloadButton({ detail }: { detail: RunDetail }) {
  const { t } = useLocale();
  const { id, scenario, dataset_bytes: bytes } = detail.run;
  return (
    <Download run={id} path={detail.download_url} name={`${scenario || "run"}-${id}.json`}>
      {t("run.download")} <span className="muted">{quantity(bytes, "bytes")}</span>
    </Download>
  );
}

interface Props {
  run: string;
  path: string;
  name: string;
  children: ReactNode;
}

export function Download({ run, path, name, children }: Props) {
  const { t } = useLocale();
  const [failure, setFailure] = useState<string>();
  const save = () => {
    setFailure(undefined);
    openLink(run, path)
      .then((address) => saveAs(address, name))
      .catch((error: Error) => setFailure(error.message));
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

function saveAs(address: string, name: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
}
