// Asks who the reader is: by a provider of identities, by account and password, or by an access token.
import { useEffect } from "react";
import { useLocation } from "wouter";

import { hasToken } from "../api/client";
import { returnTo } from "../api/return_to";
import { useLoginWays, useMe } from "../api/session";
import { useLocale } from "../i18n/locale";
import { PasswordForm } from "./password_form";
import { problemKey } from "./problem";
import "./sign_in.css";
import { useTitle } from "./title";
import { TokenForm } from "./token_form";

const PAGE = "/sign-in";

/** `status` is what the page that the reader wanted was refused with; absent on the page's own address. */
export function SignInPage({ status }: { status?: number }) {
  const { t } = useLocale();
  const ways = useLoginWays();
  const target = useTarget();
  useWayOn(status, target);
  useTitle(t("signin.title"));
  // What stands first depends on the answer: nothing shall move under the reader's pointer.
  if (ways.isPending) return null;
  const providers = ways.data?.providers ?? [];
  return (
    <section className="token sign-in" aria-labelledby="signin-title">
      <h1 id="signin-title">{t("signin.title")}</h1>
      <Reason status={status} />
      {providers.map(({ name, url }) => (
        <a key={url} className="way main" href={`${url}?return_to=${encodeURIComponent(target)}`}>
          {t("signin.with", { name })}
        </a>
      ))}
      {providers.length > 0 && <p className="muted or">{t("signin.or")}</p>}
      <PasswordForm primary={providers.length === 0} target={target} />
      <TokenForm />
    </section>
  );
}

/** Where the reader was going. */
function useTarget(): string {
  const [path] = useLocation();
  if (path !== PAGE) return location.pathname + location.search;
  return returnTo(new URLSearchParams(location.search).get("return_to"), location.origin);
}

/** Whoever is somebody already has no business on the page's own address, but to read why a sign-in came to nothing. */
function useWayOn(status: number | undefined, target: string) {
  const me = useMe().data;
  const leave =
    status === undefined && me !== undefined && !new URLSearchParams(location.search).has("problem");
  useEffect(() => {
    if (leave) location.replace(target);
  }, [leave, target]);
}

/** Why the reader is asked, where that is not plain: nobody has to be told that they are nobody yet. */
function Reason({ status }: { status: number | undefined }) {
  const { t } = useLocale();
  const me = useMe().data;
  const problem =
    status === undefined ? problemKey(new URLSearchParams(location.search).get("problem")) : undefined;
  let text: string | undefined;
  if (problem) text = t(problem);
  else if (status === 403 && me?.kind === "person")
    text = t("signin.noRole", { name: me.display_name ?? me.name });
  else if (status === 403) text = t("signin.notOpened");
  else if (status === 401 && hasToken()) text = t("signin.tokenRefused");
  if (!text) return null;
  return (
    <p className="reason" role="alert">
      <span className="glyph worse" aria-hidden="true">
        !
      </span>
      {text}
    </p>
  );
}
