// One person and their role. A role is chosen first and given second, so that a slip of the arrow keys gives nothing away.
import { useState } from "react";

import type { Me } from "../../api/session";
import { useChangeRole, useChangeUser, type User } from "../../api/settings";
import { useLocale } from "../../i18n/locale";
import { Moment } from "../../shell/moment";
import { Refused } from "../../shell/refused";
import { roleIn, ROLES, type Role } from "./role";

export function MemberRow({ user, me }: { user: User; me: Me }) {
  const { t } = useLocale();
  return (
    <tr className={user.disabled_at ? "muted" : undefined}>
      <th scope="row">
        {user.display_name ?? user.name} <span className="muted">{namesBeside(user)}</span>
      </th>
      <td>
        <RoleChoice user={user} me={me} />
      </td>
      <td data-label={t("members.lastLogin")}>
        {user.last_login_at ? <Moment at={user.last_login_at} /> : t("access.never")}
      </td>
      <td data-label={t("access.created")}>
        <Moment at={user.created_at} />
      </td>
      <td className="do">
        {me.operator && user.name !== me.name ? (
          <Door user={user} />
        ) : (
          user.disabled_at && t("members.disabled")
        )}
      </td>
    </tr>
  );
}

/** The account and the address, beside the name for people. */
function namesBeside({ display_name, name, email }: User): string {
  return [display_name && name, email].filter(Boolean).join(" · ");
}

function RoleChoice({ user, me }: { user: User; me: Me }) {
  const { t } = useLocale();
  const { here, everywhere } = roleIn(user, me.project);
  const besides = everywhere !== "none" && t("members.everywhere", { role: t(`role.${everywhere}`) });
  const [wanted, setWanted] = useState<Role>(here);
  const giving = useChangeRole();
  const choose = (role: Role) => {
    giving.reset();
    setWanted(role);
  };
  // Nothing that could be given here would add to it.
  if (everywhere === "admin" && here === "none") return besides;
  return (
    <div className="actions">
      <select
        aria-label={t("members.roleOf", { name: user.display_name ?? user.name })}
        value={wanted}
        onChange={(event) => choose(event.target.value as Role)}
      >
        {ROLES.map((role) => (
          <option key={role} value={role}>
            {t(`role.${role}`)}
          </option>
        ))}
      </select>
      {wanted !== here && (
        <button
          type="button"
          className="main"
          disabled={giving.isPending}
          onClick={() => giving.mutate({ name: user.name, role: wanted, everywhere: false })}
        >
          {t(wanted === "none" ? "members.take" : "members.give")}
        </button>
      )}
      {besides && <span className="muted small">{besides}</span>}
      <Refused error={giving.error} />
    </div>
  );
}

/** Keeps a person out, or lets them in again. */
function Door({ user }: { user: User }) {
  const { t } = useLocale();
  const changing = useChangeUser();
  const out = user.disabled_at !== undefined;
  return (
    <>
      <button
        type="button"
        className={out ? "plain" : "plain danger"}
        disabled={changing.isPending}
        aria-label={t(out ? "members.enable.name" : "members.disable.name", { name: user.name })}
        onClick={() => changing.mutate({ name: user.name, disabled: !out })}
      >
        {t(out ? "members.enable" : "members.disable")}
      </button>
      <Refused error={changing.error} />
    </>
  );
}
