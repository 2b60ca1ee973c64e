// Sign-in with a local account.
import { useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useLocation } from "wouter";

import { ApiError } from "../api/client";
import { signIn } from "../api/session";
import { useLocale } from "../i18n/locale";

export function PasswordForm({ primary, target }: { primary: boolean; target: string }) {
  const { t } = useLocale();
  const queries = useQueryClient();
  const [path] = useLocation();
  const [account, setAccount] = useState("");
  const [password, setPassword] = useState("");
  const [failure, setFailure] = useState<unknown>();

  async function enter(event: FormEvent) {
    event.preventDefault();
    try {
      await signIn(account, password);
    } catch (error) {
      setFailure(error);
      return;
    }
    // On an address of its own the form leads on; in place of a page it makes way for it.
    if (path === "/sign-in") location.assign(target);
    else await queries.resetQueries();
  }

  return (
    <form className="signin" onSubmit={(event) => void enter(event)}>
      <label htmlFor="account">{t("signin.account")}</label>
      <input
        id="account"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        value={account}
        onChange={(event) => setAccount(event.target.value)}
      />
      <label htmlFor="password">{t("signin.password")}</label>
      <input
        id="password"
        type="password"
        autoComplete="current-password"
        required
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <button type="submit" className={primary ? "way main" : "way"}>
        {t("signin.enter")}
      </button>
      {failure !== undefined && <Refusal error={failure} />}
    </form>
  );
}

function Refusal({ error }: { error: unknown }) {
  const { t } = useLocale();
  const status = error instanceof ApiError ? error.status : 0;
  return (
    <p role="alert">
      <span className="glyph worse" aria-hidden="true">
        !
      </span>
      {status === 401 && t("signin.wrong")}
      {status === 429 && t("signin.problem.too_many")}
      {status === undefined && t("state.silent")}
      {status !== 401 && status !== 429 && status !== undefined && (
        <span lang="en">{error instanceof Error ? error.message : String(error)}</span>
      )}
    </p>
  );
}
