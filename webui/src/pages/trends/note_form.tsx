// A note at a moment: what happened in the lab, for whoever looks at the chart later.
import { useState, type FormEvent } from "react";

import { useLocale } from "../../i18n/locale";
import { Refused } from "../../shell/refused";
import { useAnnotate } from "./queries";

const LONGEST = 1000;

export function NoteForm({ scenario }: { scenario: string }) {
  const { t } = useLocale();
  const annotate = useAnnotate();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const [at, setAt] = useState("");
  const [everywhere, setEverywhere] = useState(false);

  function save(event: FormEvent) {
    event.preventDefault();
    const note = {
      text,
      ...(at && { at: new Date(at).toISOString() }),
      ...(!everywhere && { scenario }),
    };
    annotate.mutate(note, {
      onSuccess: () => {
        setText("");
        setOpen(false);
      },
    });
  }

  if (!open) {
    return (
      <button type="button" className="plain note-open" onClick={() => setOpen(true)}>
        {t("trends.note.add")}
      </button>
    );
  }
  return (
    <form
      className="note-form"
      onSubmit={save}
      onKeyDown={(event) => event.key === "Escape" && setOpen(false)}
    >
      <label>
        <span className="muted small">{t("trends.note.text")}</span>
        <input
          value={text}
          maxLength={LONGEST}
          required
          autoFocus
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <label>
        <span className="muted small">{t("trends.note.at")}</span>
        <input type="datetime-local" value={at} onChange={(event) => setAt(event.target.value)} />
      </label>
      <label className="note-everywhere">
        <input
          type="checkbox"
          checked={everywhere}
          onChange={(event) => setEverywhere(event.target.checked)}
        />
        {t("trends.note.everywhere")}
      </label>
      <div className="actions">
        <button type="submit" className="main" disabled={annotate.isPending || text.trim() === ""}>
          {t("form.save")}
        </button>
        <button type="button" onClick={() => setOpen(false)}>
          {t("form.cancel")}
        </button>
      </div>
      <Refused error={annotate.error} />
    </form>
  );
}
