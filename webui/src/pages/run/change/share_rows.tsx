// The shares of the run: who made them, until when they hold, whether anybody came by them.
import { useRevokeShare, type Share } from "../../../api/run_changes";
import { useLocale } from "../../../i18n/locale";
import { Moment } from "../../../shell/moment";
import { Refused } from "../../../shell/refused";
import { inOrder, isOpen } from "./shares";

export function ShareRows({ run, shares }: { run: string; shares: readonly Share[] }) {
  const { t } = useLocale();
  const revoking = useRevokeShare(run);
  const now = new Date().toISOString();
  return (
    <div>
      <Refused error={revoking.error} />
      <table className="cards shares">
        <caption className="hidden">{t("run.share.list")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("access.by")}</th>
            <th scope="col">{t("access.created")}</th>
            <th scope="col">{t("access.ends")}</th>
            <th scope="col">{t("access.lastUsed")}</th>
            <th scope="col">
              <span className="hidden">{t("access.state")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {inOrder(shares, now).map((share) => (
            <tr key={share.id} className={isOpen(share, now) ? undefined : "muted"}>
              <th scope="row">{share.created_by}</th>
              <td data-label={t("access.created")}>
                <Moment at={share.created_at} />
              </td>
              <td data-label={t("access.ends")}>
                <Moment at={share.expires_at} />
              </td>
              <td data-label={t("access.lastUsed")}>
                {share.last_used_at ? <Moment at={share.last_used_at} /> : t("access.never")}
              </td>
              <td className="do">
                {isOpen(share, now) ? (
                  <button
                    type="button"
                    className="plain danger"
                    disabled={revoking.isPending}
                    aria-label={t("run.share.revoke", { by: share.created_by })}
                    onClick={() => revoking.mutate(share.id)}
                  >
                    {t("access.revoke")}
                  </button>
                ) : share.revoked_at ? (
                  t("access.revoked")
                ) : (
                  t("access.ended")
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
