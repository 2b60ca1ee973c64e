// Asks for an access token. The token stays in this tab's session.
import { useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import { storeToken } from "../api/client";
import { useLocale } from "../i18n/locale";

export function TokenForm() {
  const { t } = useLocale();
  const queries = useQueryClient();
  const [token, setToken] = useState("");

  function enter(event: FormEvent) {
    event.preventDefault();
    if (!token.trim()) return;
    storeToken(token.trim());
    void queries.resetQueries();
  }

  return (
    <details>
      <summary>{t("token.title")}</summary>
      <p>{t("token.explain")}</p>
      <pre>
        <code>perfsight token create --scope read</code>
      </pre>
      <form onSubmit={enter}>
        <label htmlFor="token">{t("token.label")}</label>
        <input
          id="token"
          type="password"
          autoComplete="off"
          spellCheck={false}
          value={token}
          onChange={(event) => setToken(event.target.value)}
        />
        <button type="submit">{t("token.enter")}</button>
      </form>
    </details>
  );
}
