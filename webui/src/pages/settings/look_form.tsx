// Theme, language and the way out, which a narrow header has no room for.
import { useQueryClient } from "@tanstack/react-query";
import { useId } from "react";

import { signOut, type Me } from "../../api/session";
import { useLocale } from "../../i18n/locale";
import { LanguageChoice, ThemeChoice } from "../../shell/look";

export function LookForm({ me }: { me: Me }) {
  const { t } = useLocale();
  const id = useId();
  const queries = useQueryClient();

  async function leave() {
    await signOut();
    await queries.resetQueries();
  }

  return (
    <section className="form" aria-labelledby={`${id}title`}>
      <h2 id={`${id}title`}>{t("account.look")}</h2>
      <div className="fields">
        <div className="entry">
          <label htmlFor={`${id}theme`}>{t("app.theme")}</label>
          <ThemeChoice id={`${id}theme`} />
        </div>
        <div className="entry">
          <label htmlFor={`${id}language`}>{t("app.language")}</label>
          <LanguageChoice id={`${id}language`} />
        </div>
      </div>
      {(me.kind === "person" || me.kind === "token") && (
        <div className="actions">
          <button type="button" onClick={() => void leave()}>
            {t("signin.out")}
          </button>
        </div>
      )}
    </section>
  );
}
