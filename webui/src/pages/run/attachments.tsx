// Files that came with the run.
import type { RunDetail } from "../../api/types";
import { quantity } from "../../format/quantity";
import { useLocale } from "../../i18n/locale";
import { Download } from "./download";

export function Attachments({ detail: { run, attachments } }: { detail: RunDetail }) {
  const { t } = useLocale();
  if (attachments.length === 0) return null;
  return (
    <section aria-labelledby="files-title">
      <h2 id="files-title">{t("run.attachments")}</h2>
      <ul className="files">
        {attachments.map(({ name, url, media_type, size_bytes }) => (
          <li key={name}>
            <Download run={run.id} path={url} name={name}>
              {name}
            </Download>{" "}
            <span className="muted">
              {media_type} · {quantity(size_bytes, "bytes")}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
