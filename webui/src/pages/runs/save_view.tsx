// Saves what the page shows under a name, and forgets views that nobody needs any more.
import { useEffect, useId, useRef, useState } from "react";

import { mayEdit } from "../../api/rights";
import { useMe } from "../../api/session";
import { useLocale } from "../../i18n/locale";
import { Refused } from "../../shell/refused";
import { useForgetView, useSaveView, type SavedView } from "./queries";

const LONGEST = 80;

interface Props {
  views: readonly SavedView[];
  query: string;
  onClose: () => void;
}

export function SaveView({ views, query, onClose }: Props) {
  const { t } = useLocale();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const me = useMe().data;
  const [isPerson, mayShare] = [me?.kind === "person", mayEdit(me)];
  const [name, setName] = useState("");
  const [shared, setShared] = useState<boolean>();
  const saving = useSaveView();
  const word = name.trim();
  const forAll = shared ?? !isPerson;
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
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
          saving.mutate({ name: word, query, shared: forAll }, { onSuccess: onClose });
        }}
      >
        <h2 id={`${id}-title`}>{t("views.save")}</h2>
        <label htmlFor={id}>{t("views.name")}</label>
        <input
          id={id}
          value={name}
          maxLength={LONGEST}
          dir="auto"
          autoFocus
          autoComplete="off"
          onChange={(event) => setName(event.target.value)}
        />
        <fieldset className="whose">
          <legend className="hidden">{t("views.whose")}</legend>
          <Whose text={t("views.forMe")} on={!forAll} may={isPerson} onChoose={() => setShared(false)} />
          <Whose text={t("views.forAll")} on={forAll} may={mayShare} onChoose={() => setShared(true)} />
        </fieldset>
        {!isPerson && <p className="muted small">{t("views.noPerson")}</p>}
        {!mayShare && <p className="muted small">{t("views.noEditor")}</p>}
        <Refused error={saving.error} />
        <div className="actions">
          <button type="button" onClick={onClose}>
            {t("form.cancel")}
          </button>
          <button
            type="submit"
            className="main"
            disabled={!word || saving.isPending || !(forAll ? mayShare : isPerson)}
          >
            {t("form.save")}
          </button>
        </div>
      </form>
      <Known views={views.filter((view) => !view.shared || mayShare)} />
    </dialog>
  );
}

interface Choice {
  text: string;
  on: boolean;
  may: boolean;
  onChoose: () => void;
}

function Whose({ text, on, may, onChoose }: Choice) {
  return (
    <label>
      <input type="radio" name="whose" checked={on} disabled={!may} onChange={onChoose} /> {text}
    </label>
  );
}

function Known({ views }: { views: readonly SavedView[] }) {
  const { t } = useLocale();
  const forgetting = useForgetView();
  if (views.length === 0) return null;
  return (
    <section className="known-views">
      <h3>{t("views.there")}</h3>
      <ul>
        {views.map((view) => (
          <li key={`${view.shared}/${view.name}`}>
            <bdi>{view.name}</bdi> <span className="muted">{view.shared && t("views.isShared")}</span>
            <button
              type="button"
              className="plain danger"
              aria-label={t("views.forget", { name: view.name })}
              disabled={forgetting.isPending}
              onClick={() => forgetting.mutate(view)}
            >
              {t("views.delete")}
            </button>
          </li>
        ))}
      </ul>
      <Refused error={forgetting.error} />
    </section>
  );
}
