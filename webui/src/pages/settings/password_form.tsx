// A new password for oneself. It ends every session, this one too.
import { useQueryClient } from "@tanstack/react-query";
import { useId, useState, type FormEvent } from "react";

import { useChangePassword } from "../../api/settings";
import { useLocale } from "../../i18n/locale";
import { Refused } from "../../shell/refused";

export function PasswordForm() {
  const { t } = useLocale();
  const id = useId();
  const queries = useQueryClient();
  const [current, setCurrent] = useState("");
  const [wanted, setWanted] = useState("");
  const changing = useChangePassword();

  function change(event: FormEvent) {
    event.preventDefault();
    changing.mutate({ current, new: wanted }, { onSuccess: () => void queries.resetQueries() });
  }

  return (
    <section className="form" aria-labelledby={`${id}title`}>
      <h2 id={`${id}title`}>{t("password.title")}</h2>
      <form aria-labelledby={`${id}title`} onSubmit={change}>
        <div className="fields">
          <div className="entry">
            <label htmlFor={`${id}current`}>{t("password.current")}</label>
            <input
              id={`${id}current`}
              type="password"
              required
              autoComplete="current-password"
              value={current}
              onChange={(event) => setCurrent(event.target.value)}
            />
          </div>
          <div className="entry">
            <label htmlFor={`${id}new`}>{t("password.new")}</label>
            <input
              id={`${id}new`}
              type="password"
              required
              minLength={12}
              autoComplete="new-password"
              value={wanted}
              onChange={(event) => setWanted(event.target.value)}
            />
          </div>
        </div>
        <Refused error={changing.error} />
        <div className="actions">
          <button type="submit" className="main" disabled={changing.isPending}>
            {t("password.change")}
          </button>
          <span className="muted small">{t("password.explain")}</span>
        </div>
      </form>
    </section>
  );
}
