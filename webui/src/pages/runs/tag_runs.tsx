// Asks which tag the selected runs shall carry, or lose.
import { useEffect, useId, useRef, useState } from "react";

import { useTagRuns } from "../../api/bulk";
import { useTags } from "../../api/queries";
import { useLocale } from "../../i18n/locale";
import { Refused } from "../../shell/refused";
import type { Selected } from "./selection";

const LONGEST = 500;

interface Props {
  runs: readonly Selected[];
  onDone: () => void;
  onClose: () => void;
}

export function TagRuns({ runs, onDone, onClose }: Props) {
  const { t } = useLocale();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const [tag, setTag] = useState("");
  const tagging = useTagRuns();
  const known = useTags().data?.items ?? [];
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  const word = tag.trim();
  const change = (kind: "tagged" | "untagged") =>
    tagging.mutate(
      { runs, kind, tag: word },
      {
        onSuccess: () => {
          onClose();
          onDone();
        },
      },
    );
  return (
    <dialog
      ref={dialog}
      className="confirm"
      aria-labelledby={`${id}-title`}
      onCancel={onClose}
      // What is behind does not hear the keys.
      onKeyDown={(event) => event.stopPropagation()}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (word) change("tagged");
        }}
      >
        <h2 id={`${id}-title`}>{t("tagging.title", { count: runs.length })}</h2>
        <label htmlFor={id}>{t("tagging.tag")}</label>
        <input
          id={id}
          value={tag}
          maxLength={LONGEST}
          list={`${id}-known`}
          dir="auto"
          autoFocus
          autoComplete="off"
          onChange={(event) => setTag(event.target.value)}
        />
        <datalist id={`${id}-known`}>
          {known.map(({ tag: name }) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <p className="muted small">{t("tagging.explain")}</p>
        <Refused error={tagging.error} />
        <div className="actions">
          <button type="button" onClick={onClose}>
            {t("form.cancel")}
          </button>
          <button type="button" disabled={!word || tagging.isPending} onClick={() => change("untagged")}>
            {t("tagging.remove")}
          </button>
          <button type="submit" className="main" disabled={!word || tagging.isPending}>
            {t("tagging.add")}
          </button>
        </div>
      </form>
    </dialog>
  );
}
