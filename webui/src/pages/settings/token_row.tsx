// One token. Its secret is nowhere any more.
import { useState } from "react";

import { useRevokeToken, type Token } from "../../api/settings";
import { useLocale } from "../../i18n/locale";
import { Confirm } from "../../shell/confirm";
import { Moment } from "../../shell/moment";
import { stateOf } from "./token_state";

export function TokenRow({ token, now }: { token: Token; now: number }) {
  const { t } = useLocale();
  const [asked, setAsked] = useState(false);
  const state = stateOf(token, now);
  const over = state === "ended" || state === "revoked";
  return (
    <tr className={over ? "muted" : undefined}>
      <th scope="row">{token.name}</th>
      <td className="scopes">
        {token.scopes.map((scope) => (
          <code key={scope}>{scope}</code>
        ))}
      </td>
      <td data-label={t("access.lastUsed")}>
        {token.last_used_at ? <Moment at={token.last_used_at} /> : t("access.never")}
      </td>
      <td data-label={t("access.ends")} className={state === "soon" ? "unsure" : undefined}>
        {state === "soon" && "~ "}
        {token.expires_at ? <Moment at={token.expires_at} /> : t("life.never")}
      </td>
      <td data-label={t("access.created")}>
        <Moment at={token.created_at} />{" "}
        {token.created_by && t("access.createdBy", { name: token.created_by })}
      </td>
      <td className="do">
        {state === "revoked" && t("access.revoked")}
        {state === "ended" && t("access.ended")}
        {!over && (
          <button
            type="button"
            className="plain danger"
            aria-label={t("tokens.revoke", { name: token.name })}
            onClick={() => setAsked(true)}
          >
            {t("access.revoke")}
          </button>
        )}
        {asked && <Question token={token} onClose={() => setAsked(false)} />}
      </td>
    </tr>
  );
}

function Question({ token, onClose }: { token: Token; onClose: () => void }) {
  const { t } = useLocale();
  const revoking = useRevokeToken();
  return (
    <Confirm
      title={t("tokens.revoke.title", { name: token.name })}
      verb={t("access.revoke")}
      busy={revoking.isPending}
      error={revoking.error}
      onClose={onClose}
      onConfirm={() => revoking.mutate(token.id, { onSuccess: onClose })}
    >
      <p>{t("tokens.revoke.explain")}</p>
    </Confirm>
  );
}
