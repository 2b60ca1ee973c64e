// Asks who the reader is: by account and password, or by an access token.
import { useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import { signIn } from "../api/session";
import { useLocale } from "../i18n/locale";
import { useTitle } from "./title";
import { TokenForm } from "./token_form";

export function SignInPage({ reason }: { reason: string }) {
  const { t } = useLocale();
  useTitle(t("signin.title"));
  return (
    <section className="token" aria-labelledby="signin-title">
      <h1 id="signin-title">{t("signin.title")}</h1>
      <PasswordForm />
      <TokenForm />
      <p className="muted small" role="status">
        {t("token.answer")} <span lang="en">{reason}</span>
      </p>
    </section>
  );
}

function PasswordForm() {
  const { t } = useLocale();
  const queries = useQueryClient();
  const [account, setAccount] = useState("");
  const [password, setPassword] = useState("");
  const [refusal, setRefusal] = useState("");

  async function enter(event: FormEvent) {
    event.preventDefault();
    try {
      await signIn(account, password);
    } catch (error) {
      setRefusal(error instanceof Error ? error.message : String(error));
      return;
    }
    await queries.resetQueries();
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
      <button type="submit">{t("signin.enter")}</button>
      {refusal && (
        <p role="alert" lang="en">
          {refusal}
        </p>
      )}
    </form>
  );
}
