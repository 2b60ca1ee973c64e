// Links that show this run, or its Dataset, to somebody without an account.
import { useEffect, useRef, useState, type FormEvent, type KeyboardEvent } from "react";

import { useCreateShare, useShares } from "../../../api/run_changes";
import type { RunDetail } from "../../../api/types";
import { useLocale } from "../../../i18n/locale";
import { CopyField } from "../../../shell/copy_field";
import { Life, secondsOf } from "../../../shell/life";
import { Refused } from "../../../shell/refused";
import { FileLink } from "./file_link";
import { ShareRows } from "./share_rows";

const CHOICES = [1, 7, 30, 90] as const;

interface Props {
  detail: RunDetail;
  onClose: () => void;
}

export function SharePanel({ detail, onClose }: Props) {
  const { t } = useLocale();
  const id = detail.run.id;
  const panel = useRef<HTMLElement>(null);
  const [days, setDays] = useState(7);
  const creating = useCreateShare(id);
  const shares = useShares(id);
  useEffect(() => panel.current?.querySelector("select")?.focus(), []);

  function create(event: FormEvent) {
    event.preventDefault();
    creating.mutate(secondsOf(days)!);
  }

  function onKey(event: KeyboardEvent) {
    if (event.key === "Escape") onClose();
  }

  return (
    <section className="sheet" ref={panel} aria-labelledby="share-title" onKeyDown={onKey}>
      <h2 id="share-title">{t("run.share.title")}</h2>
      <p className="muted">{t("run.share.explain")}</p>
      <form className="actions" onSubmit={create}>
        <Life label={t("run.share.life")} choices={CHOICES} days={days} onChange={setDays} />
        <button type="submit" className="main" disabled={creating.isPending}>
          {t("run.share.create")}
        </button>
      </form>
      <Refused error={creating.error} />
      {creating.data && (
        <div className="secret">
          <CopyField label={t("run.share.once")} text={new URL(creating.data.url, location.origin).href} />
        </div>
      )}
      <Refused error={shares.error} />
      {shares.data && shares.data.length > 0 && <ShareRows run={id} shares={shares.data} />}
      <FileLink detail={detail} />
    </section>
  );
}
